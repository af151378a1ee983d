package chat.charla.cli.chat;

import chat.charla.v1.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text that is too long for one message into several. Pure. */
final class TextSplitter {
  private TextSplitter() {}

  /** Whether a text is within the limits; one that the server has not told is none. */
  static boolean fits(String text, Limits limits) {
    return isWithin(text.codePointCount(0, text.length()), limits.getMaxTextCodePoints())
        && isWithin(text.getBytes(StandardCharsets.UTF_8).length, limits.getMaxTextBytes());
  }

  /**
   * The text in pieces within the limits, each as long as can be: cut at line ends, or else at
   * spaces, or else between two code points. White space where it is cut is dropped, as are pieces
   * that have nothing else.
   */
  static List<String> split(String text, Limits limits) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (!fits(rest, limits)) {
      int most = longestStart(rest, limits);
      int cut = cutBefore(rest, most);
      addUnlessBlank(pieces, rest.substring(0, cut).stripTrailing());
      rest = rest.substring(cut);
      rest = afterCut(rest);
    }
    addUnlessBlank(pieces, rest);
    return pieces;
  }

  /** How many UTF-16 units from the start are within the limits: at least one code point. */
  private static int longestStart(String text, Limits limits) {
    int codePoints = 0;
    int bytes = 0;
    int index = 0;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      codePoints++;
      boolean fits =
          isWithin(codePoints, limits.getMaxTextCodePoints())
              && isWithin(bytes, limits.getMaxTextBytes());
      if (!fits && index > 0) {
        return index;
      }
      index += Character.charCount(codePoint);
    }
    return index;
  }

  private static int cutBefore(String text, int most) {
    int line = text.lastIndexOf('\n', most);
    if (line > 0) {
      return line;
    }
    int space = text.lastIndexOf(' ', most);
    return space > 0 ? space : most;
  }

  /** What follows the space, or the blank lines, at which it was cut. */
  private static String afterCut(String rest) {
    if (rest.startsWith(" ")) {
      return rest.substring(1);
    }
    int start = 0;
    while (start < rest.length() && rest.charAt(start) == '\n') {
      start++;
    }
    return rest.substring(start);
  }

  private static void addUnlessBlank(List<String> pieces, String piece) {
    if (!piece.isBlank()) {
      pieces.add(piece);
    }
  }

  private static boolean isWithin(int length, int limit) {
    return limit <= 0 || length <= limit;
  }
}
