package chat.charla.cli.output;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Prints objects, each as a line of its own that is out before the next one. Thread-safe. */
final class JsonLines {
  private final PrintStream out;
  private final @Nullable String ref;

  /**
   * Prints here.
   *
   * @param ref goes into every object, unless it is null
   */
  JsonLines(PrintStream out, @Nullable String ref) {
    this.out = out;
    this.ref = ref;
  }

  void print(JsonLine line) {
    if (ref != null) {
      line.put("ref", ref);
    }
    // One call is one line: a print stream lets no other thread in between, and flushes.
    out.println(line.end());
  }

  boolean isBroken() {
    return out.checkError();
  }
}
