package chat.charla.cli.settings;

import java.util.Map;

/** When to use colours. */
public enum ColourChoice {
  /** The environment and the terminal decide. */
  AUTO,
  /** Colours are used, even in files and pipes. */
  ALWAYS,
  /** No colours are used. */
  NEVER;

  /**
   * Whether to use colours. {@code ALWAYS} and {@code NEVER} take precedence over the environment,
   * as no-color.org requires. For {@code AUTO}, {@code NO_COLOR} decides if it is set, or else
   * {@code CLICOLOR_FORCE}, in the order of bixense.com/clicolors, or else the capabilities of the
   * terminal.
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
