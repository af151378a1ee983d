package chat.charla.cli.chat.input;

import chat.charla.client.WhiteSpace;
import chat.charla.v1.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits a text that is too long for one message. Pure. */
final class TextSplitter {
  private TextSplitter() {}

  /** Whether a text is within the limits. A limit of 0 means that the server has sent none. */
  static boolean fits(String text, Limits limits) {
    return isWithin(text.codePointCount(0, text.length()), limits.getMaxTextCodePoints())
        && isWithin(text.getBytes(StandardCharsets.UTF_8).length, limits.getMaxTextBytes());
  }

  /**
   * Splits a text into pieces within the limits. Each piece ends at the last line end within the
   * limits. If there is no such line end, the piece ends at the last space, or else between two
   * code points. Drops pieces that are only white space, the white space before a cut, and the
   * separator at the cut: one space, or all consecutive line ends.
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

  /**
   * The end of the longest piece that begins at {@code start} and is within the limits. A piece has
   * at least one code point, even if that exceeds a limit.
   */
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

  /**
   * The last index of {@code letter} from {@code start} to {@code end}, or {@code start} if there
   * is none.
   */
  private static int last(char letter, String text, int start, int end) {
    int index = end;
    while (index > start && text.charAt(index) != letter) {
      index--;
    }
    return index;
  }

  /** The index after the separator at a cut: one space, or all consecutive line ends. */
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
