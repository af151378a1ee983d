package chat.charla.cli.terminal;

import org.jline.reader.Buffer;

/** Removes control characters, which JLine would write to the terminal unchanged. */
final class ControlCharacters {
  private ControlCharacters() {}

  /** The text without its control characters, except line ends and tabs. */
  static String removedFrom(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.chars().filter(character -> !isControl(character)).forEach(c -> clean.append((char) c));
    return clean.toString();
  }

  /** Removes the control characters from a line. The cursor stays between the same characters. */
  static void removeFrom(Buffer line) {
    if (line.toString().chars().noneMatch(ControlCharacters::isControl)) {
      return;
    }
    String before = removedFrom(line.upToCursor());
    String whole = removedFrom(line.toString());
    line.clear();
    line.write(whole);
    line.cursor(before.codePointCount(0, before.length()));
  }

  private static boolean isControl(int character) {
    return Character.getType(character) == Character.CONTROL
        && character != '\n'
        && character != '\t';
  }
}
