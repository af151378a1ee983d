package chat.charla.cli.text;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of output for scripts: fields with tabs in between.
 *
 * <p>Within a field the backslash, tabs, line ends, other control characters and whatever else a
 * terminal could be fooled with are escaped, as {@code \\}, {@code \t}, {@code \n} and {@code
 * \}{@code uXXXX}: so a record is one line, and its content can be had back exactly.
 */
public final class Fields {
  private Fields() {}

  /** The fields as a line, without its end. */
  public static String line(Object... fields) {
    return Stream.of(fields)
        .map(field -> escape(String.valueOf(field)))
        .collect(Collectors.joining("\t"));
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      index += Character.charCount(codePoint);
      switch (codePoint) {
        case '\\' -> escaped.append("\\\\");
        case '\t' -> escaped.append("\\t");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        default -> {
          if (CodePoints.needsEscape(codePoint)) {
            for (char unit : Character.toChars(codePoint)) {
              escaped.append(String.format("\\u%04x", (int) unit));
            }
          } else {
            escaped.appendCodePoint(codePoint);
          }
        }
      }
    }
    return escaped.toString();
  }
}
