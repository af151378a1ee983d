package chat.charla.cli.chat;

import chat.charla.client.WhiteSpace;
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
    int start = 0;
    int end = longestEnd(text, start, limits);
    while (end < text.length()) {
      int cut = cutBefore(text, start, end);
      addUnlessBlank(pieces, WhiteSpace.stripTrailing(text.substring(start, cut)));
      start = afterCut(text, cut);
      end = longestEnd(text, start, limits);
    }
    addUnlessBlank(pieces, text.substring(start));
    return pieces;
  }

  /** Where a piece ends that is as long as the limits let it be: after one code point, at least. */
  private static int longestEnd(String text, int start, Limits limits) {
    int codePoints = 0;
    int bytes = 0;
    int index = start;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      codePoints++;
      boolean fits =
          isWithin(codePoints, limits.getMaxTextCodePoints())
              && isWithin(bytes, limits.getMaxTextBytes());
      if (!fits && index > start) {
        return index;
      }
      index += Character.charCount(codePoint);
    }
    return index;
  }

  private static int cutBefore(String text, int start, int end) {
    int line = last('\n', text, start, end);
    int space = line > start ? line : last(' ', text, start, end);
    return space > start ? space : end;
  }

  /** Where a letter stands last between two places, or the first of them. */
  private static int last(char letter, String text, int start, int end) {
    int index = end;
    while (index > start && text.charAt(index) != letter) {
      index--;
    }
    return index;
  }

  /** What follows the space, or the blank lines, at which it was cut. */
  private static int afterCut(String text, int cut) {
    if (text.charAt(cut) == ' ') {
      return cut + 1;
    }
    int start = cut;
    while (start < text.length() && text.charAt(start) == '\n') {
      start++;
    }
    return start;
  }

  private static void addUnlessBlank(List<String> pieces, String piece) {
    if (!WhiteSpace.isBlank(piece)) {
      pieces.add(piece);
    }
  }

  private static boolean isWithin(int length, int limit) {
    return limit <= 0 || length <= limit;
  }
}
