package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the pages with the tests: the table in docs/faults.md and the tags {@code fault:NAME} of
 * the tests name the same faults, and the tests that SECURITY.md names exist.
 */
class FaultsPageTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` ([⁺ ]*)\\|.*\\|$");
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"fault:([a-z0-9-]+)\"\\)");

  @Test
  void everyFaultHasARowAndEveryRowATest() throws IOException {
    List<String> rows = found(ROW, Files.readString(TOP.resolve("docs/faults.md")));
    TreeSet<String> tested = new TreeSet<>();
    for (String module : List.of("server", "cli-client")) {
      for (Path test : tests(TOP.resolve(module).resolve("src/test/java"))) {
        tested.addAll(found(TAG, Files.readString(test)));
      }
    }

    assertTrue(tested.size() > 20, "too few tests found: " + tested);
    assertEquals(tested, new TreeSet<>(rows));
    assertEquals(rows.size(), new TreeSet<>(rows).size(), "each fault has one row");
  }

  /** A mark after a fault's name shows that {@code mvn verify} leaves this fault out. */
  @Test
  void theMarksAgreeWithTheTests() throws IOException {
    TreeSet<String> marked = new TreeSet<>();
    ROW.matcher(Files.readString(TOP.resolve("docs/faults.md")))
        .results()
        .filter(row -> row.group(2).contains("⁺"))
        .forEach(row -> marked.add(row.group(1)));
    TreeSet<String> byScript = new TreeSet<>();
    for (Path test : tests(TOP.resolve("server/src/test/java/chat/charla/server/fault"))) {
      String source = Files.readString(test);
      // On a method, "fault-script" comes before the fault's tag; on a class, it applies to all
      // methods.
      boolean whole = Pattern.compile("(?m)^@Tag\\(\"fault-script\"\\)").matcher(source).find();
      byScript.addAll(
          whole
              ? found(TAG, source)
              : found(
                  Pattern.compile(
                      "@Tag\\(\"fault-script\"\\)\\s+(?:@Tag\\(\"fault-long\"\\)\\s+)?"
                          + TAG.pattern()),
                  source));
    }

    assertTrue(byScript.size() > 5, "too few tests found: " + byScript);
    assertEquals(byScript, marked);
  }

  @Test
  void theTestsThatTheSecurityPageNamesExist() throws IOException {
    List<String> named =
        found(
            Pattern.compile("`(\\w+Test(?:\\.\\w+)?)`"),
            Files.readString(TOP.resolve("SECURITY.md")));
    List<Path> tests = new ArrayList<>();
    for (String module : List.of("server", "client", "cli-client", "android-sample/app")) {
      tests.addAll(tests(TOP.resolve(module).resolve("src/test/java")));
    }

    assertTrue(named.size() > 20, "too few tests named: " + named);
    for (String name : named) {
      String[] parts = name.split("\\.");
      boolean exists = false;
      for (Path test : tests) {
        exists |=
            test.endsWith(parts[0] + ".java")
                && (parts.length == 1
                    || Files.readString(test).contains(" void " + parts[1] + "("));
      }
      assertTrue(exists, "there is no " + name);
    }
  }

  private static List<Path> tests(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
