package chat.charla.server;

import chat.charla.server.options.Problem;
import java.util.List;
import java.util.Locale;

/** The command line, the environment and the configuration file contain at least one error. */
final class BadConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;
  private final Locale locale;

  BadConfigurationException(List<Problem> problems, Locale locale) {
    super(problems.toString());
    this.problems = List.copyOf(problems);
    this.locale = locale;
  }

  /** Everything that is wrong. */
  List<Problem> problems() {
    return problems;
  }

  /** The language in which to report the problems. */
  Locale locale() {
    return locale;
  }
}
