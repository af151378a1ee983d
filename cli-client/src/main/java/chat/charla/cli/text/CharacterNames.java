package chat.charla.cli.text;

import java.util.Locale;

/** Names single characters, for errors about them. Immutable. */
public final class CharacterNames {
  private static final String PREFIX = "U+";
  private static final int HEXADECIMAL = 16;

  private final Messages messages;

  /** Creates names in the language of these messages. */
  public CharacterNames(Messages messages) {
    this.messages = messages;
  }

  /**
   * Names a character. A visible character is shown in quotes. Any other character is described by
   * its code and, if it has one, its name. Common characters have a name in the user's language,
   * the others Unicode's name.
   *
   * @param code the code point as the server writes it, such as {@code U+200B}
   */
  public String of(String code) {
    int codePoint;
    try {
      codePoint = Integer.parseInt(code.substring(PREFIX.length()), HEXADECIMAL);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return Sanitizer.line(code);
    }
    if (!Character.isValidCodePoint(codePoint)) {
      return Sanitizer.line(code);
    }
    return CodePoints.isVisible(codePoint)
        ? messages.text("character.visible", Sanitizer.line(Character.toString(codePoint)))
        : invisible(codePoint);
  }

  private String invisible(int codePoint) {
    String code = String.format(Locale.ROOT, PREFIX + "%04X", codePoint);
    String key = "character." + code.substring(PREFIX.length());
    if (messages.has(key)) {
      return messages.text("character.invisible", code, messages.text(key));
    }
    String name = CodePoints.hasName(codePoint) ? Character.getName(codePoint) : null;
    return name == null
        ? code
        : messages.text("character.invisible", code, name.toLowerCase(Locale.ROOT));
  }
}
