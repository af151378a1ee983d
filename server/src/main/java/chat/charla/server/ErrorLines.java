package chat.charla.server;

import chat.charla.server.options.Problem;
import java.io.PrintStream;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** Prints why a command has failed, with a line for each error and a line with a hint. */
final class ErrorLines {
  /** The exit code of a command that has failed. */
  static final int EXIT_FAILED = 1;

  /** The exit code if the command line or the configuration is wrong. */
  static final int EXIT_BAD_USAGE = 2;

  private final PrintStream err;
  private final ResourceBundle texts;

  ErrorLines(PrintStream err, Locale locale) {
    this.err = err;
    this.texts = Console.texts(locale);
  }

  /** Prints a failure. Returns the exit code. */
  int failed(String message, String hint) {
    print(message, hint);
    return EXIT_FAILED;
  }

  /** Prints the errors of the configuration. Returns the exit code. */
  int refused(List<Problem> problems, String hint) {
    for (Problem problem : problems) {
      err.println(MessageFormat.format(texts.getString("error"), problem));
    }
    err.println(MessageFormat.format(texts.getString("hint"), hint));
    return EXIT_BAD_USAGE;
  }

  /** Prints the error of the command line. Returns the exit code. */
  int refused(String message, String hint) {
    print(message, hint);
    return EXIT_BAD_USAGE;
  }

  private void print(String message, String hint) {
    err.println(MessageFormat.format(texts.getString("error"), message));
    err.println(MessageFormat.format(texts.getString("hint"), hint));
  }
}
