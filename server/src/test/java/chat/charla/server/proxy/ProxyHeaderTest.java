package chat.charla.server.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.proxy.ProxyHeader.Complete;
import chat.charla.server.proxy.ProxyHeader.Incomplete;
import chat.charla.server.proxy.ProxyHeader.Malformed;
import chat.charla.server.proxy.ProxyHeader.None;
import com.google.common.net.InetAddresses;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of the PROXY protocol, including the examples of its specification. */
class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String IPV4 = "c000020a c6336401 dcdc 01bb"; // 192.0.2.10 to 198.51.100.1
  private static final String IPV6 =
      "20010db8000000000000000000000001 20010db8000000000000000000000002 dcdc 01bb";

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443, 192.168.0.1",
    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255",
    "PROXY TCP4 127.0.0.1 127.0.0.1 0 0, 127.0.0.1",
    "PROXY TCP6 2001:db8::1 2001:db8::2 1 2, 2001:db8::1",
    "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
        + " 65535 65535, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 2, 192.0.2.1",
    "PROXY TCP6 ::FFFF:C000:0201 :: 1 2, 192.0.2.1",
  })
  void aLineHasTheSource(String line, String source) {
    assertEquals(complete(line.length() + 2, source), read(line + "\r\n"));
    assertEquals(complete(line.length() + 2, source), read(line + "\r\nPRI * HTTP/2.0\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY UNKNOWN",
        "PROXY UNKNOWN and whatever else",
        "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535",
      })
  void aLineMayHaveNoSource(String line) {
    assertEquals(new Complete(line.length() + 2, Optional.empty()), read(line + "\r\nrest"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY \r\n",
        "PROXY TCP4\r\n",
        "PROXY UNKNOWNS\r\n",
        "PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY tcp4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n",
        "PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.1  192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 localhost 1 2\r\n",
        "PROXY TCP4 ::1 ::2 1 2\r\n",
        "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP6 fe80::1%eth0 ::2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 99999\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n",
        "PROXY UNKNOWN\n\r\n",
      })
  void anInvalidLineIsMalformed(String line) {
    assertInstanceOf(Malformed.class, read(line));
  }

  /** The longest valid line has 107 bytes. */
  @Test
  void aLineThatDoesNotEndIsMalformed() {
    String longest = "PROXY UNKNOWN " + "x".repeat(91);

    assertEquals(new Complete(107, Optional.empty()), read(longest + "\r\n"));
    assertInstanceOf(Malformed.class, read(longest + "x\r\n"));
    assertInstanceOf(Malformed.class, read("PROXY " + "x".repeat(10_000)));
    assertEquals(new Incomplete(true), read(longest));
  }

  @Test
  void aBinaryHeaderHasTheSource() {
    assertEquals(complete(28, "192.0.2.10"), binary("21 11 000c" + IPV4));
    assertEquals(complete(52, "2001:db8::1"), binary("21 21 0024" + IPV6));
    assertEquals(complete(28, "192.0.2.10"), binary("21 11 000c" + IPV4 + "160301"));
  }

  /**
   * The proxy connects for itself, for example for a health check, or it forwards a client that has
   * no Internet address.
   */
  @ParameterizedTest
  @CsvSource({
    "LOCAL,                           20 00 0000, 16",
    "LOCAL with an unknown family,  20 ff 0000, 16",
    "LOCAL with addresses,            20 11 000c c000020a c6336401 dcdc 01bb, 28",
    "LOCAL with too few addresses,    20 21 0001 00, 17",
    "UNSPEC,                          21 00 0000, 16",
    "UNSPEC with more bytes,           21 00 0003 010203, 19",
    "UDP over IPv4,                   21 12 000c c000020a c6336401 dcdc 01bb, 28",
  })
  void aBinaryHeaderMayHaveNoSource(String name, String header, int length) {
    assertEquals(new Complete(length, Optional.empty()), binary(header), name);
  }

  @Test
  void aUnixSocketIsNotAnAddress() {
    assertEquals(new Complete(16 + 216, Optional.empty()), binary("21 31 00d8" + "2f".repeat(216)));
  }

  /**
   * The server skips the fields after the addresses. Here they are ALPN, a wrong checksum, 300
   * bytes of padding, and the proxy's TLS (PP2_TYPE_SSL, which contains the TLS version and the
   * common name).
   */
  @Test
  void additionalFieldsAreSkipped() {
    String tlvs =
        "01 0002 6832"
            + "03 0004 00000000"
            + "04 012c"
            + "00".repeat(300)
            + "20 0017 07 00000000 21 0007 544c5376312e33 22 0005 416e6131 61";
    String bytes = IPV4 + tlvs;
    int length = hex(bytes).length;

    assertEquals(
        complete(16 + length, "192.0.2.10"),
        binary("21 11" + HexFormat.of().toHexDigits((short) length) + bytes + "16"));
  }

  /** The server finds the end of the header without reading the additional fields. */
  @Test
  void additionalFieldsWithWrongLengthsAreSkipped() {
    assertEquals(complete(31, "192.0.2.10"), binary("21 11 000f" + IPV4 + "20 ffff"));
  }

  @Test
  void theLongestBinaryHeaderIsRead() {
    assertEquals(
        complete(16 + 0xffff, "2001:db8::1"),
        binary("21 21 ffff" + IPV6 + "00".repeat(0xffff - 36)));
  }

  @ParameterizedTest
  @CsvSource({
    "version 1,                  11 11 000c",
    "version 3,                  31 11 000c",
    "command 2,                  22 11 000c",
    "family 4,                   21 41 000c",
    "transport 3,                21 13 000c",
    "a family and no transport,  21 10 000c",
    "a transport and no family,  21 01 000c",
    "IPv4 in 11 bytes,           21 11 000b",
    "IPv4 in none,               21 11 0000",
    "IPv6 in 35 bytes,           21 21 0023",
    "Unix in 215 bytes,          21 31 00d7",
  })
  void anInvalidBinaryHeaderIsMalformed(String name, String header) {
    assertInstanceOf(Malformed.class, binary(header + "00".repeat(216)), name);
    assertInstanceOf(Malformed.class, binary(header), name + ", before its end");
  }

  @Test
  void everyPrefixOfAHeaderIsIncomplete() {
    for (byte[] whole :
        new byte[][] {
          "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".getBytes(StandardCharsets.US_ASCII),
          "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII),
          hex(SIGNATURE + "21 11 000c" + IPV4),
          hex(SIGNATURE + "21 21 0027" + IPV6 + "04 0000"),
          hex(SIGNATURE + "20 00 0000"),
        }) {
      int signature = whole[0] == 'P' ? 6 : 12;
      for (int length = 0; length < whole.length; length++) {
        assertEquals(
            new Incomplete(length >= signature),
            ProxyHeaders.read(ByteBuffer.wrap(whole, 0, length)),
            length + " of " + whole.length + " bytes");
      }
      assertInstanceOf(Complete.class, ProxyHeaders.read(ByteBuffer.wrap(whole)));
    }
  }

  /** A few bytes distinguish HTTP/2, TLS and other protocols from a header. */
  @Test
  void otherProtocolsAreRecognisedAtOnce() {
    assertEquals(new None(), read("PRI"));
    assertEquals(new None(), read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    assertEquals(new None(), ProxyHeaders.read(ByteBuffer.wrap(new byte[] {0x16})));
    assertEquals(new None(), read("GET / HTTP/1.1\r\n"));
    assertEquals(new None(), read("PROXy TCP4"));
    assertEquals(new None(), read("\r\n\r\n\r"));
    assertEquals(new Incomplete(false), read("PR"));
    assertEquals(new Incomplete(false), read("\r\n\r\n"));
  }

  @Test
  void theBufferIsNotChanged() {
    ByteBuffer bytes = ByteBuffer.wrap(hex("ffff" + SIGNATURE + "21 11 000c" + IPV4 + "77"));
    bytes.position(2).limit(bytes.capacity() - 1);

    assertTrue(ProxyHeaders.read(bytes) instanceof Complete complete && complete.length() == 28);

    assertEquals(2, bytes.position());
    assertEquals(30, bytes.limit());
  }

  private static ProxyHeader read(String text) {
    return ProxyHeaders.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Reads the bytes after the signature of version 2. */
  private static ProxyHeader binary(String digits) {
    return ProxyHeaders.read(ByteBuffer.wrap(hex(SIGNATURE + digits)));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static Complete complete(int length, String source) {
    return new Complete(length, Optional.of(InetAddresses.forString(source)));
  }
}
