package chat.charla.cli.settings;

import java.io.File;
import java.util.Map;

/** A terminal that understands no control sequences. */
public final class DumbTerminal {
  private DumbTerminal() {}

  /** Whether the terminal is one, as far as the environment tells. */
  public static boolean isIn(Map<String, String> environment) {
    String type = environment.getOrDefault("TERM", "");
    // Windows has no TERM, and terminals that are not dumb.
    return type.isEmpty() ? File.separatorChar == '/' : type.equals("dumb");
  }
}
