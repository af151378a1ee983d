package chat.charla.server.edge;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Headers of the PROXY protocol, which a proxy sends before the bytes of its client. */
final class ProxyHeaders {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private ProxyHeaders() {}

  /** A header of version 1, for a client with this IPv4 address. */
  static byte[] line(String source) {
    return text("PROXY TCP4 " + source + " 198.51.100.1 56324 443\r\n");
  }

  /** A header of version 1, for a client with this IPv6 address. */
  static byte[] line6(String source) {
    return text("PROXY TCP6 " + source + " 2001:db8::ffff 56324 443\r\n");
  }

  /**
   * A header of version 2, for a client with this IPv4 address. It has an additional field, as
   * headers of haproxy have.
   */
  static byte[] binary(String source) {
    StringBuilder address = new StringBuilder();
    for (String part : source.split("\\.")) {
      address.append(String.format("%02x", Integer.parseInt(part)));
    }
    return binaryOf("21110013" + address + "c6336401dc0401bb04000400000000");
  }

  /** A header of version 2, with these hexadecimal digits after the signature. */
  static byte[] binaryOf(String digits) {
    return HexFormat.of().parseHex(SIGNATURE + digits);
  }

  /** The bytes of any text, which need not be a valid header. */
  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
