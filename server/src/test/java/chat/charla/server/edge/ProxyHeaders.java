package chat.charla.server.edge;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Headers of the PROXY protocol, which a proxy sends before the bytes of its client. */
final class ProxyHeaders {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private ProxyHeaders() {}

  /** Version 1, for a client with this IPv4 address. */
  static byte[] line(String source) {
    return text("PROXY TCP4 " + source + " 198.51.100.1 56324 443\r\n");
  }

  /** Version 1, for a client with this IPv6 address. */
  static byte[] line6(String source) {
    return text("PROXY TCP6 " + source + " 2001:db8::ffff 56324 443\r\n");
  }

  /**
   * Version 2, for a client with this IPv4 address, with an additional field as haproxy sends it.
   */
  static byte[] binary(String source) {
    StringBuilder address = new StringBuilder();
    for (String part : source.split("\\.")) {
      address.append(String.format("%02x", Integer.parseInt(part)));
    }
    return binaryOf("21110013" + address + "c6336401dc0401bb04000400000000");
  }

  /** Version 2, with these hexadecimal digits after the signature. */
  static byte[] binaryOf(String digits) {
    return HexFormat.of().parseHex(SIGNATURE + digits);
  }

  /** Any text, whether it is a header or not. */
  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
