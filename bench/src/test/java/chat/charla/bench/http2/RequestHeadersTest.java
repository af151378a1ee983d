package chat.charla.bench.http2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class RequestHeadersTest {

  @Test
  void aBlockHasLiteralsAndStaticNames() {
    byte[] expected =
        concatenated(
            new byte[] {(byte) 0x83, (byte) 0x86, 4, 2},
            text("/x"),
            new byte[] {1, 9},
            text("localhost"),
            new byte[] {0, 2},
            text("te"),
            new byte[] {8},
            text("trailers"),
            new byte[] {0x0f, 0x10, 16},
            text("application/grpc"));
    assertArrayEquals(expected, RequestHeaders.of("/x", ""));
  }

  @Test
  void aLongTokenHasALengthOfSeveralBytes() {
    String token = "t".repeat(200);
    byte[] block = RequestHeaders.of("/x", token);
    // The index 23 is 15 + 8, and the length 207 is 127 + 80. The prefixes hold 15 and 127.
    byte[] end = concatenated(new byte[] {0x0f, 0x08, 0x7f, 80}, text("Bearer "), text(token));
    byte[] without = RequestHeaders.of("/x", "");
    assertEquals(without.length + end.length, block.length);
    assertArrayEquals(end, Arrays.copyOfRange(block, without.length, block.length));
  }

  @Test
  void anIntegerMayHaveMoreThanTwoBytes() {
    byte[] block = RequestHeaders.of("/" + "p".repeat(999), "");
    // 1,000 is 127 + 873, and 873 is 6 * 128 + 105.
    String hexadecimal = HexFormat.of().formatHex(block, 2, 6);
    assertTrue(hexadecimal.startsWith("047fe906"), hexadecimal);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
