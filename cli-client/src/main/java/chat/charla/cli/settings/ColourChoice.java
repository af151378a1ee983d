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
   * as no-color.org requires. For {@code AUTO}, the first of these that is set decides: {@code
   * NO_COLOR}, {@code CLICOLOR_FORCE} (the order is that of bixense.com/clicolors). If neither is
   * set, the capabilities of the terminal decide.
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
