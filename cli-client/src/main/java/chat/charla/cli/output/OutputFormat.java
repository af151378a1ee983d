package chat.charla.cli.output;

import chat.charla.cli.text.Messages;
import java.io.PrintStream;
import java.util.Locale;

/** The formats in which a command writes its results. */
public enum OutputFormat {
  /** Lines of fields separated by tabs. */
  TEXT,
  /** JSON Lines. */
  JSON;

  /** Creates an output in this format. */
  public Output to(PrintStream out, PrintStream err, Messages messages) {
    return this == JSON ? new JsonOutput(out) : new TextOutput(out, err, messages);
  }

  /** The value of the option on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
