package chat.charla.cli.text;

import java.nio.ByteBuffer;

/** Any bytes as a text that arrives: what {@code scripts/faults --fuzz} runs. */
public final class SanitizerFuzz {
  private SanitizerFuzz() {}

  /**
   * One input, two bytes for each UTF-16 unit, lone surrogates included; throws if a promise of the
   * sanitiser is broken.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    int unused = SanitizerFuzzTest.checkPromises(ByteBuffer.wrap(input).asCharBuffer().toString());
  }
}
