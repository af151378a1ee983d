package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.tls.ServerFiles;
import chat.charla.server.tls.TlsSettings;
import chat.charla.testkit.ServerProgram;
import chat.charla.testkit.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot start prints two lines: the reason, and a hint. */
class BadStartTest {
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  @TempDir private Path directory;

  @Test
  void thePortIsInUse() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      int port = other.getLocalPort();

      List<String> lines = linesOfAFailedStart(data().port(port), FAILED);

      assertSays(lines, "localhost:" + port, "in use");
      assertHints(lines, "--port");
    }
  }

  @Test
  void thePortOfTheMetricsIsInUse() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      String port = Integer.toString(other.getLocalPort());

      List<String> lines = linesOfAFailedStart(data().option("--metrics", port), FAILED);

      assertSays(lines, "metrics at localhost:" + port, "in use");
      assertHints(lines, "--metrics");
    }
  }

  @Test
  void theDataDirectoryCannotBeMade() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "no directory");

    List<String> lines =
        linesOfAFailedStart(ServerProgram.classPath().data(file.resolve("data")), FAILED);

    assertSays(lines, "data directory", file.toString());
    assertHints(lines, "another data directory");
  }

  @Test
  void theDataDirectoryIsAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "no directory");

    List<String> lines = linesOfAFailedStart(ServerProgram.classPath().data(file), FAILED);

    assertSays(lines, "not a directory", file.toString());
    assertHints(lines, "another data directory");
  }

  @Test
  void theDatabaseFileIsNotADatabase() throws IOException {
    Files.writeString(directory.resolve("charla.db"), "not a SQLite database. ".repeat(500));

    List<String> lines = linesOfAFailedStart(data(), FAILED);

    assertSays(lines, "charla.db");
  }

  @Test
  void theDatabaseIsDamaged() throws IOException {
    try (ServerProgram server = ServerProgram.classPath().data(directory).start()) {
      assertTrue(server.port() > 0);
      server.terminate();
      assertEquals(0, server.exitCode());
    }
    byte[] database = Files.readAllBytes(directory.resolve("charla.db"));
    for (int i = 4096; i < database.length; i++) {
      database[i] = (byte) i;
    }
    Files.write(directory.resolve("charla.db"), database);

    List<String> lines = linesOfAFailedStart(data(), FAILED);

    assertSays(lines, "database");
  }

  @Test
  void theDirectoryForTheNativeLibraryIsMissing() throws IOException {
    Path missing = directory.resolve("missing");

    List<String> lines = linesOfAFailedStart(data().jvm("-Dorg.sqlite.tmpdir=" + missing), FAILED);

    assertTrue(lines.get(lines.size() - 1).contains("-Dorg.sqlite.tmpdir"), lines.toString());
    assertTrue(lines.get(lines.size() - 1).contains("whether it exists"), lines.toString());
  }

  @Tag("fault:two-servers")
  @Test
  void aDirectoryThatAnotherServerUsesIsRefused() throws IOException {
    try (ServerProgram first = ServerProgram.classPath().data(directory).start();
        Clients clients = new Clients(first)) {
      assertTrue(first.port() > 0);

      List<String> lines = linesOfAFailedStart(data(), FAILED);

      assertSays(lines, "in use by another server", directory.toString());
      assertHints(lines, "Stop that server");
      assertFalse(clients.join("Still-there").token().isEmpty());
    }
  }

  /** BadOptionsTest tests other invalid options, without starting a process. */
  @Test
  void theOptionIsInvalid() throws IOException {
    List<String> lines = linesOfAFailedStart(data().option("--no-such-option"), BAD_USAGE);

    assertSays(lines, "--no-such-option");
    assertHints(lines, "--help");
  }

  @Test
  void theCertificateIsMissing() throws IOException {
    Path missing = directory.resolve("missing.pem");

    List<String> lines =
        linesOfAFailedStart(data().option("--tls-cert=" + missing, "--tls-key=" + missing), FAILED);

    assertSays(lines, "There is no file " + missing);
    assertHints(lines, "--tls-cert");
  }

  @Test
  void theKeyHasAnOldFormat() throws IOException {
    TlsSettings.PemFiles files =
        ServerFiles.write(new TestAuthority("test").server("localhost"), directory);
    TestAuthority.write(
        files.key(), Files.readString(files.key()).replace("PRIVATE", "EC PRIVATE"));

    List<String> lines =
        linesOfAFailedStart(
            data().option("--tls-cert=" + files.certificate(), "--tls-key=" + files.key()), FAILED);

    assertSays(lines, "no valid private key", files.key().toString());
    assertHints(lines, "openssl pkcs8");
  }

  private ServerProgram.Launch data() {
    return ServerProgram.classPath().data(directory);
  }

  private static List<String> linesOfAFailedStart(ServerProgram.Launch launch, int exitCode)
      throws IOException {
    try (ServerProgram server = launch.start()) {
      assertEquals(exitCode, server.exitCode());
      return server.console().all();
    }
  }

  private static void assertSays(List<String> lines, String... words) {
    assertEquals(2, lines.size(), "an error and a hint: " + lines);
    assertTrue(lines.get(0).startsWith("charla-server: "), lines.toString());
    for (String word : words) {
      assertTrue(lines.get(0).contains(word), lines.toString());
    }
    for (String line : lines) {
      assertFalse(line.contains("Exception") || line.contains("\tat "), lines.toString());
    }
  }

  private static void assertHints(List<String> lines, String word) {
    assertTrue(lines.get(1).contains(word), lines.toString());
  }
}
