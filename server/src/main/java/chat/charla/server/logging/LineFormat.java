package chat.charla.server.logging;

/** How a line looks. Thread-safe. */
public interface LineFormat {

  /**
   * The line as it is written, with its line breaks, also after its end.
   *
   * @param leftOut says how many lines the line stands for; empty if for no other
   */
  String format(Line line, String leftOut);

  /**
   * A line that is made before its time is known, without a line break at its end: the process
   * prints it when it cannot continue.
   */
  String last(String message);
}
