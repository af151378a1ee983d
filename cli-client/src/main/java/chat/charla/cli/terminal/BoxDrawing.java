package chat.charla.cli.terminal;

import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * Keeps box-drawing characters. JLine writes the light ones as letters of the terminal's alternate
 * character set, which some terminals show as letters, or replaces them by ASCII. There is no
 * option to write them as they are.
 */
final class BoxDrawing {
  private static final String LIGHT = "─│┌┐└┘├┤┬┴┼";
  private static final String HEAVY = "━┃┏┓┗┛┣┫┳┻╋";

  /**
   * Stand-ins while JLine converts a text: code points that are not characters, and so not text.
   */
  private static final String HIDDEN =
      "\uFDD0\uFDD1\uFDD2\uFDD3\uFDD4\uFDD5\uFDD6\uFDD7\uFDD8\uFDD9\uFDDA";

  private BoxDrawing() {}

  /** The text with the terminal's control sequences for its styles. */
  static String ansi(AttributedString text, Terminal terminal) {
    String converted = replaced(text, LIGHT, HIDDEN).toAnsi(terminal);
    StringBuilder whole = new StringBuilder(converted.length());
    converted.chars().forEach(character -> whole.append(replaced((char) character, HIDDEN, LIGHT)));
    return whole.toString();
  }

  /** The text with heavy characters instead of light ones, for what JLine draws itself. */
  static AttributedString heavy(AttributedString text) {
    return replaced(text, LIGHT, HEAVY);
  }

  private static AttributedString replaced(AttributedString text, String from, String to) {
    if (text.toString().chars().noneMatch(character -> from.indexOf(character) >= 0)) {
      return text;
    }
    AttributedStringBuilder result = new AttributedStringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char character = replaced(text.charAt(index), from, to);
      result.append(String.valueOf(character), text.styleAt(index));
    }
    return result.toAttributedString();
  }

  private static char replaced(char character, String from, String to) {
    int index = from.indexOf(character);
    return index < 0 ? character : to.charAt(index);
  }
}
