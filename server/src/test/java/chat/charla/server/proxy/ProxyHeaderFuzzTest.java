package chat.charla.server.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.proxy.ProxyHeader.Complete;
import chat.charla.server.proxy.ProxyHeader.Incomplete;
import chat.charla.server.proxy.ProxyHeader.Malformed;
import chat.charla.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The beginning of a connection is read in the same way however it is split into reads, and the
 * length of a header never exceeds the bytes that are there. A failure names its seed; {@code
 * -Dcharla.seed=SEED} runs this seed again.
 */
@Tag("seeds")
@Tag("fault:fuzz-proxy-header")
class ProxyHeaderFuzzTest {
  private static final int SEEDS = 10;
  private static final int HEADERS = 20_000;
  private static final int MAX_HEADER = 16 + 0xffff;

  private static final List<byte[]> VALID =
      List.of(
          text("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"),
          text("PROXY TCP6 2001:db8::1 ::ffff:192.0.2.1 65535 0\r\n"),
          text("PROXY UNKNOWN\r\n"),
          hex("0d0a0d0a000d0a515549540a2111000cc000020ac6336401dcdc01bb"),
          hex("0d0a0d0a000d0a515549540a21110013c000020ac6336401dcdc01bb20000407000000"),
          hex("0d0a0d0a000d0a515549540a20000000"),
          hex(
              "0d0a0d0a000d0a515549540a2121002420010db80000000000000000000000012001"
                  + "0db8000000000000000000000002dcdc01bb"),
          text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
          hex("160301020001"));

  private enum Kind {
    NONE,
    INCOMPLETE,
    MALFORMED,
    COMPLETE
  }

  @Test
  void anyBeginningIsReadTheSameWayHoweverItIsSplit() {
    Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
    int run = Seeds.forEach(ProxyHeaderFuzzTest.class, SEEDS, seed -> play(seed, kinds));
    System.out.printf("PROXY headers: %d with random changes: %s%n", run * HEADERS, kinds);
    for (Kind kind : Kind.values()) {
      assertTrue(
          kinds.getOrDefault(kind, 0) > run * HEADERS / 100, "too few " + kind + ": " + kinds);
    }
  }

  private static void play(long seed, Map<Kind, Integer> kinds) {
    Random random = new Random(seed);
    for (int i = 0; i < HEADERS; i++) {
      byte[] bytes = mutated(VALID.get(random.nextInt(VALID.size())), random);
      try {
        kinds.merge(requireConsistent(bytes), 1, Integer::sum);
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError(HexFormat.of().formatHex(bytes), failure);
      }
    }
  }

  /** Once the kind of header is certain, more bytes must not change the kind. */
  private static Kind requireConsistent(byte[] bytes) {
    ProxyHeader whole = ProxyHeaders.read(ByteBuffer.wrap(bytes));
    ProxyHeader seen = new Incomplete(false);
    for (int length = 0; length <= bytes.length; length++) {
      ProxyHeader now = ProxyHeaders.read(ByteBuffer.wrap(bytes, 0, length));
      if (seen instanceof Incomplete before) {
        if (now instanceof Incomplete after) {
          assertTrue(
              after.certain() || !before.certain(),
              "with more bytes, a header that was certain is no longer certain");
        } else if (now instanceof ProxyHeader.None) {
          assertTrue(!before.certain(), "with more bytes, a header that was certain is no header");
        }
        seen = now;
      } else {
        assertEquals(seen, now, "with " + length + " bytes");
      }
    }
    assertEquals(whole, seen);
    if (whole instanceof Complete complete) {
      assertTrue(complete.length() <= bytes.length && complete.length() <= MAX_HEADER);
      return Kind.COMPLETE;
    }
    return whole instanceof Malformed
        ? Kind.MALFORMED
        : whole instanceof Incomplete ? Kind.INCOMPLETE : Kind.NONE;
  }

  private static byte[] mutated(byte[] valid, Random random) {
    byte[] bytes = Arrays.copyOf(valid, valid.length + random.nextInt(8));
    for (int i = valid.length; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    int mistakes = random.nextInt(4);
    for (int i = 0; i < mistakes; i++) {
      switch (random.nextInt(4)) {
        case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        default -> bytes = repeated(bytes, random);
      }
    }
    return bytes;
  }

  /** Repeats a piece of the bytes. */
  private static byte[] repeated(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int length = random.nextInt(bytes.length - from);
    ByteBuffer longer = ByteBuffer.allocate(bytes.length + length);
    longer.put(bytes, 0, from + length).put(bytes, from, bytes.length - from);
    return longer.array();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
