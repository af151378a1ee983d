package chat.charla.server.name;

import java.nio.charset.StandardCharsets;

/** Checks arbitrary bytes as a name; {@code scripts/faults --fuzz} runs this target. */
public final class NameFuzz {
  private NameFuzz() {}

  /** Runs one input; throws if the rules contradict each other. */
  public static void fuzzerTestOneInput(byte[] input) {
    NameFuzzTest.requireConsistent(new String(input, StandardCharsets.UTF_8));
  }
}
