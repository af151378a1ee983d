package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --check-config} prints, and its exit codes. */
class CheckConfigTest {
  private static final int BAD_USAGE = 2;

  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aValidConfigurationIsPrintedWithTheSourceOfEachValue() throws Exception {
    Path file = Files.writeString(directory.resolve("server.toml"), "\nmax-users = 5\n");

    assertEquals(0, check("--config", file.toString(), "--port=7"));

    List<String> lines = lines(out);
    assertTrue(lines.contains("max-users = 5  # " + file + ":2"), lines::toString);
    assertTrue(lines.contains("port = 7  # command line"), lines::toString);
    assertTrue(lines.contains("quiet = true  # CHARLA_SERVER_QUIET"), lines::toString);
    assertTrue(lines.contains("max-rooms = 10000  # default"), lines::toString);
    assertTrue(lines.contains("# tls is not set"), lines::toString);
    assertEquals(List.of(), lines(err));
  }

  /** The output is a configuration file with the same options. */
  @Test
  void theOutputIsAConfigurationFile() throws Exception {
    assertEquals(
        0, check("--welcome=\"\\é\u0007", "--trusted-proxies=::1,10.0.0.0/8", "--room-rate=0"));
    List<String> first = lines(out);
    Path file = Files.write(directory.resolve("printed.toml"), first);
    out.reset();

    assertEquals(0, check("--config", file.toString()));

    assertEquals(withoutComments(first), withoutComments(lines(out)));
    assertTrue(first.contains("room-rate = 0  # command line"), first::toString);
    // Two options of the first output are not in the file: the language, which the command line of
    // this test sets, and "quiet", which a variable sets.
    assertEquals(
        first.stream().filter(line -> !line.startsWith("#")).count() - 2,
        lines(out).stream().filter(line -> line.contains("  # " + file + ":")).count());
  }

  @Test
  void everyErrorIsALineBeforeTheHint() throws Exception {
    Path file = Files.writeString(directory.resolve("server.toml"), "max-users = 0\nprot = 1\n");

    assertEquals(BAD_USAGE, check("--config", file.toString()));

    assertEquals(List.of(), lines(out));
    assertEquals(
        List.of(
            "charla-server: " + file + ":2: there is no option prot; did you mean port?",
            "charla-server: " + file + ":1: --max-users must be 1 or more",
            "charla server --help lists the options"),
        lines(err));
  }

  private int check(String... arguments) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("--check-config", "--lang=en"));
    all.addAll(List.of(arguments));
    return ServerCommand.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of("HOME", directory.toString(), "CHARLA_SERVER_QUIET", "true"),
        all.toArray(String[]::new));
  }

  private static List<String> lines(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> withoutComments(List<String> lines) {
    return lines.stream().map(line -> line.replaceFirst("  # [^#]*$", "")).toList();
  }
}
