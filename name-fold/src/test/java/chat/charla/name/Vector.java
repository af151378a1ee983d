package chat.charla.name;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A line of the vectors that the tests of all languages share. */
record Vector(String name, String folded) {
  private static final Path FILE = Path.of("..", "interop", "vectors", "name-fold.tsv");
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

  static List<Vector> all() throws IOException {
    try (Stream<String> lines = Files.lines(FILE, UTF_8)) {
      return lines.filter(line -> !line.startsWith("#")).map(Vector::of).toList();
    }
  }

  private static Vector of(String line) {
    String[] columns = line.split("\t", -1);
    return new Vector(decoded(columns[1]), decoded(columns[2]));
  }

  private static String decoded(String column) {
    return ESCAPE
        .matcher(column)
        .replaceAll(escape -> String.valueOf((char) Integer.parseInt(escape.group(1), 16)));
  }
}
