package chat.charla.server.name;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A sample of Unicode's own table of confusables. */
public final class Confusables {
  private static final String FILE = "confusables-sample.txt";

  private Confusables() {}

  /**
   * A character that looks like one or two others.
   *
   * @param source one character
   * @param prototype the one or two ASCII letters or digits that the source looks like
   */
  public record Mapping(String source, String prototype) {}

  /** Reads the sample. */
  public static List<Mapping> sample() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Confusables.class.getResourceAsStream(FILE), FILE),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(";", 3))
          .map(fields -> new Mapping(characters(fields[0]), characters(fields[1])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String characters(String field) {
    return Stream.of(field.strip().split(" "))
        .map(hex -> Character.toString(Integer.parseInt(hex, 16)))
        .collect(Collectors.joining());
  }
}
