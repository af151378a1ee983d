package chat.charla.server;

import chat.charla.server.options.Problem;
import java.util.List;
import java.util.Locale;

/** The command line, the environment or the configuration file contains an error. */
final class BadConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;
  private final Locale locale;

  BadConfigurationException(List<Problem> problems, Locale locale) {
    super(problems.toString());
    this.problems = List.copyOf(problems);
    this.locale = locale;
  }

  /** All problems of the configuration. */
  List<Problem> problems() {
    return problems;
  }

  /** The language in which to report the problems. */
  Locale locale() {
    return locale;
  }
}
