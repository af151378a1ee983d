package chat.charla.cli.text;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** The program's messages in one language. Immutable. */
public final class Messages {
  private static final String MESSAGES = "chat.charla.cli.messages";
  private static final String USAGE = "chat.charla.cli.usage";

  private final Language language;
  private final ResourceBundle texts;

  private Messages(Language language) {
    this.language = language;
    this.texts = bundle(MESSAGES, language);
  }

  /** The messages in this language. */
  public static Messages in(Language language) {
    return new Messages(language);
  }

  /**
   * A text, in which each {@code {0}}, {@code {1}} … is replaced by the argument with that number,
   * unformatted.
   *
   * <p>Does not use {@link java.text.MessageFormat}, which would format port 9998 as 9.998 and
   * treat every apostrophe as a quote.
   *
   * @throws java.util.MissingResourceException if there is no such text
   */
  public String text(String key, Object... arguments) {
    String pattern = texts.getString(key);
    StringBuilder text = new StringBuilder(pattern.length() + 32);
    int index = 0;
    while (index < pattern.length()) {
      if (isPlaceholder(pattern, index)) {
        int number = pattern.charAt(index + 1) - '0';
        text.append(arguments[number]);
        index += 3;
        index += isSecondFullStop(text, pattern, index) ? 1 : 0;
      } else {
        text.append(pattern.charAt(index));
        index++;
      }
    }
    return text.toString();
  }

  /**
   * A text with a number. The singular form is for the number 1, the plural form for any other
   * number.
   *
   * @param key the key without its ending {@code .one} or {@code .many}; {@code {0}} in the text
   *     stands for the number
   * @param others the arguments for {@code {1}}, {@code {2}} …
   */
  public String counted(String key, long number, Object... others) {
    Object[] arguments = new Object[others.length + 1];
    arguments[0] = number;
    System.arraycopy(others, 0, arguments, 1, others.length);
    return text(key + (number == 1 ? ".one" : ".many"), arguments);
  }

  /** The words of a text that lists words. */
  public List<String> words(String key) {
    return List.of(text(key).split(" ", -1));
  }

  /** Whether there is a text for this key. */
  public boolean has(String key) {
    return texts.containsKey(key);
  }

  /** The language of the messages. */
  public Language language() {
    return language;
  }

  /** The texts for {@code --help}. */
  public ResourceBundle usage() {
    return bundle(USAGE, language);
  }

  /** Whether a full stop follows an argument that ends with one, such as the room "dev.". */
  private static boolean isSecondFullStop(StringBuilder text, String pattern, int index) {
    return text.length() > 0
        && text.charAt(text.length() - 1) == '.'
        && index < pattern.length()
        && pattern.charAt(index) == '.';
  }

  private static boolean isPlaceholder(String pattern, int index) {
    return index + 2 < pattern.length()
        && pattern.charAt(index) == '{'
        && Character.isDigit(pattern.charAt(index + 1))
        && pattern.charAt(index + 2) == '}';
  }

  /** Loads a bundle, without a fallback to the JVM's locale. */
  private static ResourceBundle bundle(String name, Language language) {
    return ResourceBundle.getBundle(
        name,
        Locale.forLanguageTag(language.tag()),
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }
}
