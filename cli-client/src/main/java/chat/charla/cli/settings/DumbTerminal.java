package chat.charla.cli.settings;

import java.io.File;
import java.util.Map;

/** A terminal that does not support control sequences. */
public final class DumbTerminal {
  private DumbTerminal() {}

  /** Whether the environment says that the terminal is dumb. */
  public static boolean isIn(Map<String, String> environment) {
    String type = environment.getOrDefault("TERM", "");
    // Windows does not set TERM, and its terminals support control sequences.
    return type.isEmpty() ? File.separatorChar == '/' : type.equals("dumb");
  }
}
