package chat.charla.server;

import chat.charla.server.logging.JournalFormat;
import chat.charla.server.logging.JsonFormat;
import chat.charla.server.logging.LineFormat;
import chat.charla.server.logging.TerminalFormat;
import chat.charla.server.logging.TextFormat;
import chat.charla.server.options.BadOptionException;
import org.jspecify.annotations.Nullable;

/** The formats of log lines that the operator can choose. */
enum LogFormat {
  /** Lines for people. The kind of standard error determines how the lines begin. */
  TEXT,
  /** One JSON object a line. */
  JSON;

  /** The name of the default on the command line. */
  static final String DEFAULT = "text";

  /**
   * The format with this name; TEXT if the name is null.
   *
   * @throws BadOptionException if there is no such format
   */
  static LogFormat of(@Nullable String name) {
    if (name == null || name.equals(DEFAULT)) {
      return TEXT;
    }
    if (name.equals("json")) {
      return JSON;
    }
    throw new BadOptionException("option.choice", "--log-format", "text", "json");
  }

  /** The format of lines for this standard error. */
  LineFormat lines(StandardError error) {
    if (this == JSON) {
      return new JsonFormat();
    }
    if (error.isTerminal()) {
      return new TerminalFormat();
    }
    return error.isJournal() ? new JournalFormat() : new TextFormat();
  }
}
