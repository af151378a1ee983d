package chat.charla.server.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;
import picocli.CommandLine.Model.OptionSpec;

/** Converts values of options between TOML and the command line. */
public final class TomlValue {
  private static final List<String> UNITS = List.of("d", "h", "m", "s");
  private static final List<Duration> DURATIONS =
      List.of(
          Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(1));

  private TomlValue() {}

  /**
   * The value as it is written on the command line. If the option is a number or a switch and the
   * value has another type, the result is a text that the command line refuses. For a port, an
   * example is {@code "9998"} with the quotation marks.
   *
   * @param directory the directory to which a relative path is relative
   * @return empty if the option takes a text and the value is not a text
   */
  static Optional<String> text(Object value, OptionSpec option, @Nullable Path directory) {
    Class<?> type = option.type();
    boolean isText = type == String.class || type == Path.class || option.isMultiValue();
    if (option.isMultiValue() && value instanceof TomlArray array) {
      List<Object> elements = array.toList();
      return elements.stream().allMatch(String.class::isInstance)
          ? Optional.of(elements.stream().map(String::valueOf).collect(Collectors.joining(",")))
          : Optional.empty();
    }
    if (!(value instanceof String string)) {
      return isText ? Optional.empty() : Optional.of(describe(value));
    }
    if (type == Path.class && directory != null && !string.isEmpty()) {
      return Optional.of(resolve(directory, string));
    }
    boolean isBare = type == Integer.class || type == Long.class || isSwitch(type);
    return Optional.of(isBare ? quote(string) : string);
  }

  private static boolean isSwitch(Class<?> type) {
    return type == boolean.class || type == Boolean.class;
  }

  private static String resolve(Path directory, String path) {
    try {
      return directory.resolve(path).toString();
    } catch (InvalidPathException e) {
      return path; // The command line refuses this path.
    }
  }

  private static String describe(Object value) {
    if (value instanceof TomlArray) {
      return "[...]";
    }
    return value instanceof TomlTable ? "{...}" : value.toString();
  }

  /**
   * The value of an option in TOML: a number, {@code true} or {@code false}, a string, or an array.
   * A path becomes absolute, because a relative path in a file is relative to the directory of the
   * file. Empty elements of an array are left out: the command line represents an empty list by one
   * empty string.
   */
  public static String of(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof Collection<?> many) {
      return many.stream()
          .filter(element -> !element.equals(""))
          .map(TomlValue::of)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Path path) {
      return quote(path.toAbsolutePath().toString());
    }
    return quote(value instanceof Duration duration ? text(duration) : value.toString());
  }

  /** The duration in the largest unit of which it is a multiple, such as {@code 1m} for 60 s. */
  public static String text(Duration duration) {
    for (int i = 0; i < UNITS.size() && !duration.isZero(); i++) {
      Duration unit = DURATIONS.get(i);
      if (unit.multipliedBy(duration.dividedBy(unit)).equals(duration)) {
        return duration.dividedBy(unit) + UNITS.get(i);
      }
    }
    return duration.isZero() ? "0s" : duration.toMillis() + "ms";
  }

  private static String quote(String text) {
    return '"' + Toml.tomlEscape(text).toString() + '"';
  }
}
