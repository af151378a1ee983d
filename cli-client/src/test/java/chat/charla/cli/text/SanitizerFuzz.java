package chat.charla.cli.text;

import java.nio.ByteBuffer;

/** The fuzz target for {@code scripts/faults --fuzz}. Any bytes are taken as a received text. */
public final class SanitizerFuzz {
  private SanitizerFuzz() {}

  /**
   * Tests one input. Two bytes of the input form one UTF-16 unit, so the text may contain unpaired
   * surrogates. Throws if the sanitizer breaks a promise.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    int unused = SanitizerFuzzTest.checkPromises(ByteBuffer.wrap(input).asCharBuffer().toString());
  }
}
