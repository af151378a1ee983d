package chat.charla.cli.output;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Prints objects, each on its own line, which is written at once. Thread-safe. */
final class JsonLines {
  private final PrintStream out;
  private final @Nullable String ref;

  /**
   * Prints to this stream.
   *
   * @param ref added to every object, unless it is null
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
