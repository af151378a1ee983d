package chat.charla.cli.terminal;

import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;

/**
 * Converts styles to the styles of a terminal. Immutable.
 *
 * @param coloured whether to use colours; bold, dim and reverse are not colours, and are always
 *     used
 * @param styled whether the terminal supports styles
 */
record TerminalStyles(boolean coloured, boolean styled) {
  /**
   * The minimum number of colours of a terminal that is used with styles. With fewer colours, JLine
   * shows no styles.
   */
  private static final int FEWEST_COLOURS = 8;

  static TerminalStyles of(Terminal terminal, boolean coloured) {
    Integer colours = terminal.getNumericCapability(Capability.max_colors);
    return new TerminalStyles(coloured, colours != null && colours >= FEWEST_COLOURS);
  }

  /** The text in the terminal's styles. */
  AttributedString of(StyledText text) {
    AttributedStringBuilder result = new AttributedStringBuilder();
    for (StyledText.Span span : text.spans()) {
      result.append(span.text(), styled ? of(span.style()) : AttributedStyle.DEFAULT);
    }
    return result.toAttributedString();
  }

  private AttributedStyle of(Style style) {
    AttributedStyle result = AttributedStyle.DEFAULT;
    if (coloured && style.colour() != Style.NO_COLOUR) {
      result = result.foreground(style.colour());
    }
    if (style.bold()) {
      result = result.bold();
    }
    return style.dim() ? result.faint() : result;
  }
}
