package chat.charla.server.options;

import java.text.MessageFormat;
import java.util.Arrays;
import java.util.ResourceBundle;

/** The value of an option is out of its range, or contradicts another option. */
public final class BadOptionException extends IllegalArgumentException {
  private final String key;
  private final String[] arguments;

  /**
   * Creates the exception.
   *
   * @param key the key of the text that says what is wrong
   * @param arguments the arguments of that text; an option begins with its dashes
   */
  public BadOptionException(String key, Object... arguments) {
    super(key + Arrays.toString(arguments));
    this.key = key;
    // Numbers are plain digits, which the operator can copy.
    this.arguments = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
  }

  /** Throws the exception if the value of an option is not valid. */
  public static void check(boolean valid, String key, Object... arguments) {
    if (!valid) {
      throw new BadOptionException(key, arguments);
    }
  }

  /** Throws the exception if the number is less than {@code min}. */
  public static void checkAtLeast(long number, long min, String option) {
    check(number >= min, "option.at-least", option, min);
  }

  /** Throws the exception if the number is less than {@code min} or more than {@code max}. */
  public static void checkBetween(long number, long min, long max, String option) {
    check(number >= min && number <= max, "option.between", option, min, max);
  }

  /** What is wrong, in the language of these texts. */
  public String message(ResourceBundle texts) {
    return MessageFormat.format(texts.getString(key), (Object[]) arguments);
  }
}
