package chat.charla.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as text, such as {@code 500}, {@code 50M} or {@code 64MiB} in options. */
final class ByteCount {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})(|k|M|G|T|KiB|MiB|GiB|TiB)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "k", 1_000L,
          "M", 1_000_000L,
          "G", 1_000_000_000L,
          "T", 1_000_000_000_000L,
          "KiB", 1L << 10,
          "MiB", 1L << 20,
          "GiB", 1L << 30,
          "TiB", 1L << 40);

  private ByteCount() {}

  /**
   * The number of bytes; empty if the text is not a number of bytes, or the number does not fit
   * into a {@code long}.
   */
  static OptionalLong parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    long unit = UNITS.getOrDefault(matcher.group(2), 1L);
    long count = Long.parseLong(matcher.group(1));
    return count > Long.MAX_VALUE / unit ? OptionalLong.empty() : OptionalLong.of(count * unit);
  }

  /**
   * The number of bytes as a text for people, in the largest fitting unit, such as {@code 1.5 GB}.
   */
  static String text(long bytes) {
    String unit = "B";
    double value = bytes;
    for (String next : List.of("kB", "MB", "GB", "TB")) {
      if (value < 1000) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", value, unit);
  }
}
