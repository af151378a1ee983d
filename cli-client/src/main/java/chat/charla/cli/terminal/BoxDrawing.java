package chat.charla.cli.terminal;

import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * Writes box-drawing characters unchanged. JLine would write the light ones in the terminal's
 * alternate character set, which some terminals show as letters, or would replace them by ASCII.
 * JLine has no option to write them unchanged.
 */
final class BoxDrawing {
  private static final String LIGHT = "─│┌┐└┘├┤┬┴┼";
  private static final String HEAVY = "━┃┏┓┗┛┣┫┳┻╋";

  /**
   * The code points that stand for {@link #LIGHT} while JLine converts a text. They are
   * noncharacters, so no text contains them.
   */
  private static final String STAND_INS =
      "\uFDD0\uFDD1\uFDD2\uFDD3\uFDD4\uFDD5\uFDD6\uFDD7\uFDD8\uFDD9\uFDDA";

  private BoxDrawing() {}

  /** The text with the terminal's control sequences for its styles. */
  static String ansi(AttributedString text, Terminal terminal) {
    String converted = replaced(text, LIGHT, STAND_INS).toAnsi(terminal);
    StringBuilder whole = new StringBuilder(converted.length());
    converted
        .chars()
        .forEach(character -> whole.append(replaced((char) character, STAND_INS, LIGHT)));
    return whole.toString();
  }

  /** The text with heavy characters instead of light ones, for text that JLine itself draws. */
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
