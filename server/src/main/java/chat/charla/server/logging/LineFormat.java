package chat.charla.server.logging;

/** The format of lines. Thread-safe. */
public interface LineFormat {

  /**
   * The text of the line, with its line breaks and a line break at its end.
   *
   * @param leftOut a text that says how many other lines were left out; empty if none
   */
  String format(Line line, String leftOut);

  /**
   * The text of the line that the process prints when it cannot continue. It is formatted in
   * advance, so it has no time and no line break at its end.
   */
  String formatLast(String message);
}
