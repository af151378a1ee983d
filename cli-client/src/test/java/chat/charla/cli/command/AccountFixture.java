package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server on which users can create accounts, and users with several devices. */
abstract class AccountFixture {
  static final String PASSWORD = "correcto caballo batería";

  @TempDir Path directory;
  TestServer server;
  Path password;

  @BeforeEach
  final void startServer() throws IOException {
    server = TestServer.withRegistration(directory.resolve("data"));
    password = secret("password", PASSWORD);
  }

  @AfterEach
  final void stopServer() {
    server.close();
  }

  /** Creates an account, with the usual password, on a device. */
  final void register(String device, String name) {
    on(device, "register", name, "--password-file", password.toString()).output();
  }

  /** Logs in with the usual password. */
  final void login(String device, String name) {
    on(device, "login", name, "--password-file", password.toString()).output();
  }

  /** Runs a command on a device. */
  final Person on(String device, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--port", server.port()));
    return Person.startsIn(environment(device), all.toArray(String[]::new));
  }

  /** The name of the user that {@code whoami} prints on a device, with these options. */
  final String actsAs(String device, String... options) {
    return on(device, "whoami", options).output().get(0).split("\t", -1)[0];
  }

  /** The files of the accounts that are logged in to on a device. */
  final List<Path> accountFiles(String device) throws IOException {
    try (Stream<Path> files = Files.walk(home(device))) {
      return files.filter(file -> file.toString().endsWith(".account")).toList();
    }
  }

  /** The file of the only account on a device. */
  final Path accountFile(String device) throws IOException {
    List<Path> files = accountFiles(device);
    assertEquals(1, files.size(), files::toString);
    return files.get(0);
  }

  /** Runs a command of the operator. */
  final Person admin(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("admin", command));
    all.addAll(List.of(arguments));
    String data = directory.resolve("data").toString();
    all.addAll(List.of("--port", server.port(), "--data", data));
    return Person.starts(all.toArray(String[]::new));
  }

  final Map<String, String> environment(String device) {
    return Map.of("XDG_STATE_HOME", home(device).toString());
  }

  /** The directory in which a device keeps its state. */
  final Path home(String device) {
    return directory.resolve(device);
  }

  /** A file that only the user can read. */
  final Path secret(String name, String... lines) {
    Path file = directory.resolve(name);
    try {
      PrivateFiles.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  final String serverAddress() {
    return "localhost:" + server.port();
  }
}
