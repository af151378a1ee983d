package chat.charla.cli.output;

import chat.charla.cli.text.Messages;
import java.io.PrintStream;
import java.util.Locale;

/** How a command writes its answers. */
public enum OutputFormat {
  /** Lines of fields. */
  TEXT,
  /** JSON Lines. */
  JSON;

  /** An output in this format. */
  public Output to(PrintStream out, PrintStream err, Messages messages) {
    return this == JSON ? new JsonOutput(out) : new TextOutput(out, err, messages);
  }

  /** As it is written on a command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
