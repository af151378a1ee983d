package chat.charla.cli.settings;

import java.util.Map;

/** When to use colours. */
public enum ColourChoice {
  /** As the environment and the terminal say. */
  AUTO,
  /** Also in files and pipes. */
  ALWAYS,
  /** Not at all. */
  NEVER;

  /**
   * Whether to use colours. What the user has told this program goes first, as no-color.org wants
   * it; then {@code NO_COLOR}, then {@code CLICOLOR_FORCE}, as bixense.com/clicolors orders them;
   * then what the terminal can do.
   *
   * @param terminal whether a terminal shows what is printed
   */
  public boolean coloured(Map<String, String> environment, boolean terminal) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
          yield false;
        }
        String forced = environment.getOrDefault("CLICOLOR_FORCE", "");
        boolean force = !forced.isEmpty() && !forced.equals("0");
        yield force || (terminal && !DumbTerminal.isIn(environment));
      }
    };
  }
}
