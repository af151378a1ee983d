package chat.charla.cli.settings;

import java.util.Map;

/** When to use colours. */
public enum ColourChoice {
  /** Depending on the environment and the terminal. */
  AUTO,
  /** Also in files and pipes. */
  ALWAYS,
  /** Not at all. */
  NEVER;

  /**
   * Whether to use colours. The program's own setting takes precedence, as no-color.org requires;
   * then {@code NO_COLOR}, then {@code CLICOLOR_FORCE}, in the order of bixense.com/clicolors; then
   * the capabilities of the terminal.
   *
   * @param terminal whether the output goes to a terminal
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
