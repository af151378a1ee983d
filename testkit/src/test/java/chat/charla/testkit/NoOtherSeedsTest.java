package chat.charla.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every test gets its seeds from {@link Seeds}, so a build passes or fails alike on every machine.
 */
class NoOtherSeedsTest {
  private static final Path TOP = Path.of("..");

  /** A random generator with another seed: from the clock or from a property. */
  private static final Pattern OTHER_SEED =
      Pattern.compile(
          "new (Splittable)?Random\\(\\s*(System\\b[^)]*)?\\)|ThreadLocalRandom|Math\\.random\\("
              + "|seed\\w* =\\s*System\\.|get(Long|Integer|Property)\\(\\s*\"[\\w.]*seed",
          Pattern.CASE_INSENSITIVE);

  @Test
  void everyTestTakesItsSeedsFromSeeds() throws IOException {
    List<Path> tests = tests();

    assertTrue(tests.size() > 200, "too few tests were found: " + tests);
    List<String> found =
        tests.stream()
            .flatMap(
                file -> OTHER_SEED.matcher(text(file)).results().map(r -> file + ": " + r.group()))
            .toList();
    assertEquals(List.of(), found);
  }

  @Test
  void otherSeedsAreFound() {
    for (String wrong :
        List.of(
            "new Random()",
            "new SplittableRandom( )",
            "new Random(System.nanoTime())",
            "long seed = System.nanoTime();",
            "Long.getLong(\"charla.fuzz.seed\", 1)")) {
      assertTrue(OTHER_SEED.matcher(wrong).find(), wrong);
    }
  }

  private static List<Path> tests() throws IOException {
    try (Stream<Path> files = Files.find(TOP, 20, (path, attributes) -> isTest(path))) {
      return files.toList();
    }
  }

  /** Whether this is a test of another module. Tests of this module may use other seeds. */
  private static boolean isTest(Path path) {
    String name = path.toString().replace('\\', '/');
    return name.contains("/src/test/java/")
        && name.endsWith(".java")
        && !name.startsWith("../testkit/");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
