package chat.charla.cli.command;

/** What the program tells whoever has started it. Scripts depend on these: they never change. */
final class ExitCode {
  /** Done. */
  static final int DONE = 0;

  /** Something else went wrong. */
  static final int FAILED = 1;

  /** The command line makes no sense. */
  static final int USAGE = 2;

  /** The server cannot be reached, a proxy answers in its place, or there is no answer in time. */
  static final int UNREACHABLE = 3;

  /** The server does not know who this is. */
  static final int AUTHENTICATION = 4;

  /** The server understands, and refuses. */
  static final int REFUSED = 5;

  /** Ctrl-C. What the Java runtime itself exits with is the same. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
