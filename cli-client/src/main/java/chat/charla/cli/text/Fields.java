package chat.charla.cli.text;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Formats a line of output for scripts: fields separated by tabs.
 *
 * <p>Within a field, backslashes, tabs, LF and CR are escaped as {@code \\}, {@code \t}, {@code \n}
 * and {@code \r}. All other code points that {@link Sanitizer} would change are escaped as {@code
 * \}{@code uXXXX} for each UTF-16 unit. So the line is safe to display, and a script can restore
 * the exact content. A grapheme of several code points, such as an emoji, is unchanged.
 */
public final class Fields {
  private Fields() {}

  /** The fields as a line, without the line end. */
  public static String line(Object... fields) {
    return Stream.of(fields)
        .map(field -> escape(String.valueOf(field)))
        .collect(Collectors.joining("\t"));
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    CodePointFilter filter = new CodePointFilter();
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      boolean kept = filter.decide(text, index) == CodePointFilter.Decision.KEEP;
      index += Character.charCount(codePoint);
      switch (codePoint) {
        case '\\' -> escaped.append("\\\\");
        case '\t' -> escaped.append("\\t");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        default -> {
          if (kept) {
            escaped.appendCodePoint(codePoint);
          } else {
            appendEscape(escaped, codePoint);
          }
        }
      }
      if (!kept) {
        // Otherwise a mark would attach to the last character of the escape.
        filter.reset();
      }
    }
    return escaped.toString();
  }

  private static void appendEscape(StringBuilder escaped, int codePoint) {
    for (char unit : Character.toChars(codePoint)) {
      escaped.append(String.format("\\u%04x", (int) unit));
    }
  }
}
