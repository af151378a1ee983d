package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.storage.sqlite.CopyException.Reason;
import chat.charla.server.storage.sqlite.SqliteStorage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code charla server backup} and {@code restore} print, and their exit codes. */
class CopyCommandTest {
  private static final Locale SPANISH = Locale.forLanguageTag("es");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path directory;

  @Test
  void aBackupIsMadeAndRestored() throws Exception {
    Path data = data();
    Files.createFile(data.resolve("tls-key.pem"));
    Path copy = directory.resolve("copy.db");
    Path other = directory.resolve("other");

    assertEquals(0, run("backup", "--data", data.toString(), "--to", copy.toString()));
    assertEquals(0, run("restore", copy.toString(), "--data", other.toString()));
    assertEquals(0, run("restore", copy.toString(), "--data", other.toString(), "--replace"));

    List<String> lines = lines(out);
    assertEquals(5, lines.size(), lines::toString);
    String content = " (events: 0, timelines: 0, identities: 0, size: 1 MiB)";
    assertEquals("Backed up " + data + " to " + copy + content, lines.get(0));
    assertTrue(lines.get(1).startsWith("Not in the copy: tls-key.pem"), lines::toString);
    assertEquals("Restored " + copy + " into " + other + content, lines.get(2));
    assertEquals(lines.get(2), lines.get(3));
    assertTrue(
        lines.get(4).startsWith("The former database is in " + other.resolve("replaced-")),
        lines::toString);
    assertEquals(List.of(), lines(err));
  }

  /** The backup finds the data directory in the server's configuration file. */
  @Test
  void theConfigurationNamesTheDataDirectory() throws Exception {
    data();
    Path file = Files.writeString(directory.resolve("server.toml"), "data = \"data\"\n");

    assertEquals(0, run("backup", "--config=" + file, "--to=" + directory.resolve("copy.db")));
    assertEquals(1, run("backup", "--to=" + directory.resolve("other.db")));

    assertEquals(
        "charla-server: there is no database in " + directory.resolve(".local/state/charla/server"),
        lines(err).get(0));
  }

  @Test
  void aWrongConfigurationIsReported() throws Exception {
    Path file = Files.writeString(directory.resolve("server.toml"), "dat = \"data\"\n");

    assertEquals(2, run("backup", "--config=" + file, "--to=" + directory.resolve("copy.db")));

    assertEquals(
        "charla-server: " + file + ":1: there is no option dat; did you mean data?",
        lines(err).get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backup",
        "backup --to",
        "backup --to=",
        "backup --to=a b",
        "backup --from=a",
        "restore",
        "restore --data",
        "restore a b",
        "restore --to=a"
      })
  void aWrongCommandLineGetsAnErrorAndAHint(String line) throws Exception {
    assertEquals(2, run(line.split(" ")));

    List<String> lines = lines(err);
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("charla-server: "), lines::toString);
    String command = line.split(" ")[0];
    assertEquals("charla server " + command + " --help lists the options", lines.get(1));
  }

  @Test
  void aFailureIsReportedInTheChosenLanguage() throws Exception {
    assertEquals(1, run("restore", "--lang=es", directory.resolve("a").toString(), "--data=d"));

    assertEquals(
        List.of(
            "charla-server: no existe el archivo " + directory.resolve("a"),
            "indica la copia de seguridad"),
        lines(err));
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "restore"})
  void theHelpIsInBothLanguages(String command) throws Exception {
    assertEquals(0, run(command, "--help"));
    String english = out.toString(StandardCharsets.UTF_8);
    out.reset();
    assertEquals(0, run(command, "-h", "--lang=es"));
    String spanish = out.toString(StandardCharsets.UTF_8);

    assertTrue(english.startsWith("Usage: charla server " + command), english);
    assertTrue(spanish.startsWith("Uso: charla server " + command), spanish);
    assertFalse((english + spanish).contains("${"), english + spanish);
  }

  @Test
  void bothLanguagesHaveATextAndAHintForEachReason() {
    ResourceBundle english = CopyCommand.texts(Locale.ROOT);
    ResourceBundle spanish = CopyCommand.texts(SPANISH);

    assertEquals(english.keySet(), spanish.keySet());
    for (String key : english.keySet()) {
      assertFalse(
          spanish.getString(key).equals(english.getString(key)), () -> "not translated: " + key);
    }
    for (Reason reason : Reason.values()) {
      assertTrue(english.containsKey("failure." + reason), reason::toString);
      assertTrue(english.containsKey("failure." + reason + ".hint"), reason::toString);
    }
  }

  private Path data() {
    Path data = directory.resolve("data");
    try (SqliteStorage storage = new SqliteStorage(data)) {
      storage.start();
    }
    return data;
  }

  private int run(String... arguments) throws InterruptedException {
    return Commands.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of("HOME", directory.toString(), "LANG", "en_GB.UTF-8"),
        arguments);
  }

  private static List<String> lines(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
