package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.logging.LogOutput;
import chat.charla.server.logging.TerminalFormat;
import chat.charla.server.room.Activity;
import chat.charla.v1.User;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No peer can fill the log. {@link LogOutput} writes all lines of standard error and limits the
 * lines of each kind. The records that a peer can cause have a fixed number of kinds.
 */
class LoggingRulesTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  /** A call of a logger. */
  private static final Pattern LOGS = Pattern.compile("(?<!super)\\.log\\(\\s*[Ll]evel\\b");

  /** A call whose text is constant: a literal, or several. */
  private static final Pattern CONSTANT_TEXT =
      Pattern.compile("\\.log\\(\\s*Level\\.[A-Z]+,\\s*\"[^\"]*\"(\\s*\\+\\s*\"[^\"]*\")*\\s*[,)]");

  private static final Pattern STANDARD_STREAM =
      Pattern.compile("System\\.(err|out)\\b|FileDescriptor\\.(err|out)\\b|printStackTrace\\(\\)");

  private static final Pattern JAVA_LOGGING = Pattern.compile("java\\.util\\.logging");

  /**
   * Parameters belong in the placeholders of the text: the text without its parameters is the kind
   * by which {@link LogOutput} limits lines. The exception: {@code DamageReport} logs a few lines
   * once, before there are peers, and none of these lines may be left out.
   */
  @Test
  void theTextOfEveryLogRecordIsConstant() throws IOException {
    List<String> others = new ArrayList<>();
    int constant = 0;
    for (Path source : sources()) {
      String code = Files.readString(source);
      long all = LOGS.matcher(code).results().count();
      long good = CONSTANT_TEXT.matcher(code).results().count();
      constant += (int) good;
      if (all != good) {
        others.add(source.getFileName().toString());
      }
    }

    assertEquals(List.of("DamageReport.java"), others);
    assertTrue(constant > 20, "log records: " + constant);
  }

  /**
   * The exceptions: {@code Main} passes the streams to other classes; {@code ServerCommand} prints
   * why a server does not start, when there are no peers; {@code ProcessEnd} prints one line and
   * ends the process.
   */
  @Test
  void nothingElseWritesToTheStandardStreams() throws IOException {
    assertEquals(Set.of("Main.java", "ProcessEnd.java"), sourcesWith(STANDARD_STREAM));
  }

  /**
   * The exceptions: {@code LogLevels} and {@code LoggedFailures} restrict and examine what
   * libraries log; {@code TemporaryLevels} changes what the server logs; {@code ProcessEnd} flushes
   * the handlers; {@code Main} sets the format of what is logged before the configuration is known.
   */
  @Test
  void onlyTheOutputOfLinesUsesJavaLogging() throws IOException {
    assertEquals(
        Set.of(
            "LogHandler.java",
            "LogLevels.java",
            "LoggedFailures.java",
            "Main.java",
            "ProcessEnd.java",
            "TemporaryLevels.java",
            "package-info.java"),
        sourcesWith(JAVA_LOGGING));
  }

  /** Each method of {@link Activity} is something that clients cause. */
  @Test
  void whatClientsCauseOnTheConsoleIsLimited() throws ReflectiveOperationException {
    for (Method method : Activity.class.getDeclaredMethods()) {
      if (method.isSynthetic()) {
        continue;
      }
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      try (LogOutput output =
          new LogOutput(
              new PrintStream(written, true, StandardCharsets.UTF_8),
              new TerminalFormat(),
              Console.words(Locale.ENGLISH))) {
        Console console =
            new Console(
                output, Locale.ENGLISH, true, Console.LINES_AT_ONCE, InstantSource.system());
        for (int i = 0; i < 3 * Console.LINES_AT_ONCE; i++) {
          method.invoke(console, arguments(method));
        }
      }
      List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
      if (!lines.isEmpty()) {
        assertEquals(Console.LINES_AT_ONCE + 1, lines.size(), method.getName());
        assertTrue(
            lines.get(Console.LINES_AT_ONCE).endsWith(" (199 more like this were left out)"),
            lines.get(Console.LINES_AT_ONCE));
      }
    }
  }

  private static Object[] arguments(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(
            type ->
                type == User.class
                    ? User.newBuilder().setName("Ana").setId("id").build()
                    : type.isEnum() ? type.getEnumConstants()[0] : "text")
        .toArray();
  }

  private static Set<String> sourcesWith(Pattern pattern) throws IOException {
    Set<String> found = new TreeSet<>();
    for (Path source : sources()) {
      if (pattern.matcher(Files.readString(source)).find()) {
        found.add(source.getFileName().toString());
      }
    }
    return found;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
