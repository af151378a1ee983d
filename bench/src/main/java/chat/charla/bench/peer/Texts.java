package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The texts of the benchmark: ten decimal digits of their number, then padding. */
public final class Texts {
  /** The length of the digits alone. */
  public static final int MIN_SIZE = 10;

  private static final byte FILLING = 'x';

  private Texts() {}

  /** The text with this number, in ASCII. The size is in bytes. */
  public static byte[] bytes(long number, int size) {
    byte[] text = new byte[size];
    Arrays.fill(text, MIN_SIZE, size, FILLING);
    long rest = number;
    for (int i = MIN_SIZE - 1; i >= 0; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return text;
  }

  public static String of(long number, int size) {
    return new String(bytes(number, size), StandardCharsets.US_ASCII);
  }

  /** The number of the text that begins at index {@code at}. */
  public static long number(byte[] bytes, int at) {
    long number = 0;
    for (int i = at; i < at + MIN_SIZE; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new BenchFailure("a text that the benchmark has not sent");
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
