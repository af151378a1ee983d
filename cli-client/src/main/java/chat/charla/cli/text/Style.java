package chat.charla.cli.text;

/**
 * The style of a span of text. The text must be understandable without its style, because some
 * users see no styles.
 *
 * @param colour a colour of xterm's palette, 0 to 255, or {@link #NO_COLOUR}
 * @param bold whether the text is bold
 * @param dim whether the text is dim
 */
public record Style(int colour, boolean bold, boolean dim) {
  /** The terminal's own colour. */
  public static final int NO_COLOUR = -1;

  /** The default style. */
  public static final Style PLAIN = new Style(NO_COLOUR, false, false);

  /** The style of text that is addressed to the reader. */
  public static final Style BOLD = new Style(NO_COLOUR, true, false);

  /** The style of messages of the program itself. */
  public static final Style DIM = new Style(NO_COLOUR, false, true);

  private static final int MAX_COLOUR = 255;

  public Style {
    if (colour < NO_COLOUR || colour > MAX_COLOUR) {
      throw new IllegalArgumentException("invalid colour: " + colour);
    }
  }

  /** A style with a colour, neither bold nor dim. */
  public static Style of(int colour) {
    return new Style(colour, false, false);
  }

  /** The control sequence that begins this style, or empty for {@link #PLAIN}. */
  String controlSequence() {
    if (equals(PLAIN)) {
      return "";
    }
    StringBuilder codes = new StringBuilder("\u001b[0");
    if (bold) {
      codes.append(";1");
    }
    if (dim) {
      codes.append(";2");
    }
    if (colour != NO_COLOUR) {
      codes.append(";38;5;").append(colour);
    }
    return codes.append('m').toString();
  }
}
