package chat.charla.cli.command;

import chat.charla.cli.script.History;
import chat.charla.cli.terminal.StandardError;
import chat.charla.cli.text.Messages;
import java.io.PrintStream;

/** Shows the progress of an export in one line, which it overwrites. Not thread-safe. */
final class ExportProgress implements History.Progress, AutoCloseable {
  private final PrintStream err;
  private final Messages messages;
  private final boolean shown;
  private boolean begun;

  ExportProgress(PrintStream err, Messages messages, boolean shown) {
    this.err = err;
    this.messages = messages;
    this.shown = shown;
  }

  /** Shows the progress if standard error is a terminal and standard output is not. */
  static ExportProgress to(Invocation invocation) {
    Context context = invocation.context();
    boolean shown = !context.terminal() && StandardError.isTerminal();
    return new ExportProgress(context.err(), invocation.messages(), shown);
  }

  @Override
  public void reached(long written, long total) {
    if (shown) {
      begun = true;
      err.print("\r" + messages.counted("history.progress", total, written));
      err.flush();
    }
  }

  @Override
  public void close() {
    if (begun) {
      err.println();
    }
  }
}
