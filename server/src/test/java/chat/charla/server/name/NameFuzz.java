package chat.charla.server.name;

import java.nio.charset.StandardCharsets;

/** Any bytes as the name that somebody asks for: what {@code scripts/faults --fuzz} runs. */
public final class NameFuzz {
  private NameFuzz() {}

  /** One input; throws if the rules do not stand by their answer. */
  public static void fuzzerTestOneInput(byte[] input) {
    NameFuzzTest.requireJudged(new String(input, StandardCharsets.UTF_8));
  }
}
