package chat.charla.server.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;

/** The stack trace of a failure, as lines that cannot be mistaken for log lines. */
final class StackTrace {
  private static final int MAX_CHARACTERS = 16 * 1024;
  private static final String TAB = "\t";

  private StackTrace() {}

  /**
   * The lines, without line breaks, in at most 16 Ki characters. Frames begin with a tab. The
   * message of a failure may contain data of a peer, so harmful characters are replaced.
   */
  static List<String> lines(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    String whole = text.toString();
    String cut = whole.length() > MAX_CHARACTERS ? whole.substring(0, MAX_CHARACTERS) + "…" : whole;
    return cut.lines()
        .map(
            line ->
                line.startsWith(TAB)
                    ? TAB + Characters.oneLine(line.substring(TAB.length()))
                    : Characters.oneLine(line))
        .collect(Collectors.toList());
  }
}
