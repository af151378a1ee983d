package chat.charla.cli.output;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Prints objects, each on its own line, and flushes each line. Thread-safe. */
final class JsonLines {
  private final PrintStream out;
  private final @Nullable String ref;

  /**
   * Creates a printer to this stream.
   *
   * @param ref the reference that is added to every object, or null
   */
  JsonLines(PrintStream out, @Nullable String ref) {
    this.out = out;
    this.ref = ref;
  }

  void print(JsonLine line) {
    if (ref != null) {
      line.put("ref", ref);
    }
    // One call per line, because a print stream locks and flushes for each call.
    out.println(line.end());
  }

  boolean isBroken() {
    return out.checkError();
  }
}
