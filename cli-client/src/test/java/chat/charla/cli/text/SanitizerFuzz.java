package chat.charla.cli.text;

import java.nio.ByteBuffer;

/** The fuzz target for {@code scripts/faults --fuzz}: any bytes as a received text. */
public final class SanitizerFuzz {
  private SanitizerFuzz() {}

  /**
   * Tests one input, with two bytes for each UTF-16 unit, including unpaired surrogates; throws if
   * the sanitizer breaks a promise.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    int unused = SanitizerFuzzTest.checkPromises(ByteBuffer.wrap(input).asCharBuffer().toString());
  }
}
