package chat.charla.cli.text;

/** Messages about an invalid value of an option, a setting or a command. Pure. */
public final class BadValue {
  private BadValue() {}

  /**
   * The value is none of the allowed values.
   *
   * @param choices the allowed values, such as {@code on|off}
   */
  public static String notOneOf(Messages messages, String choices, String value) {
    int last = choices.lastIndexOf('|');
    String first = choices.substring(0, last).replace("|", ", ");
    String or = " " + messages.text("usage.choice.or") + " ";
    return messages.text("usage.choice", value, first + or + choices.substring(last + 1));
  }

  /** The value is not a whole number from {@code min} to {@code max}. */
  public static String notInRange(Messages messages, long min, long max, String value) {
    return messages.text("usage.range", value, min, max);
  }
}
