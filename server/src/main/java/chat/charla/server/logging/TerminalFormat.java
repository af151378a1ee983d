package chat.charla.server.logging;

/**
 * The format for a terminal: lines of the console have only their text, as the original program
 * shows them; log records have the form of {@link TextFormat}.
 */
public final class TerminalFormat implements LineFormat {
  private final LineFormat records = new TextFormat();

  @Override
  public String format(Line line, String leftOut) {
    return line.logger() == null
        ? Characters.oneLine(line.message() + leftOut) + "\n"
        : records.format(line, leftOut);
  }

  @Override
  public String formatLast(String message) {
    return records.formatLast(message);
  }
}
