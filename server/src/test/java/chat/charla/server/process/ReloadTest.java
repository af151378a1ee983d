package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP reloads the configuration, and no client notices that. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "env(1) has other options elsewhere")
@Timeout(10 * Patience.SECONDS)
class ReloadTest {
  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = directory.resolve("server.toml");
    write("welcome = \"one\"", "max-users = 50");
  }

  @Test
  void reloadableOptionsAreReloadedAndTheOthersAreReported() throws Exception {
    try (ServerProgram server = start();
        Clients clients = new Clients(server)) {
      RawClient ana = clients.join("Ana");
      RawStream stream = ana.converse();
      assertEquals("one", ana.session().getWelcome());

      write("welcome = \"two\"", "max-users = 60", "message-rate = \"1/1h\"");
      sendSighup(server);
      await(server, "[SERVER] Reloaded: welcome = \"two\" (before: \"one\")");
      await(
          server,
          "[SERVER] Not reloaded, because it needs a restart: max-users = 60"
              + " (the server runs with 50)");
      await(
          server,
          "[SERVER] Not reloaded, because it needs a restart: message-rate = \"1/1h\""
              + " (the server runs with \"100/10s\")");

      RawClient berta = clients.join("Berta");
      assertEquals("two", berta.session().getWelcome());
      assertEquals(ana.session().getLimits(), berta.session().getLimits());
      ana.say("first");
      ana.say("second");
      stream.message("second");
      server.terminate();
      assertEquals(0, server.exitCode());
    }
  }

  @Test
  void aWrongConfigurationChangesNothing() throws Exception {
    try (ServerProgram server = start();
        Clients clients = new Clients(server)) {
      clients.join("Ana");
      write("welcome = \"two\"", "max-user = 60");

      sendSighup(server);

      await(server, "[SERVER] Not reloaded: the configuration stays as it was, because of errors");
      await(
          server, "[SERVER] " + file + ":2: there is no option max-user; did you mean max-users?");
      assertEquals("one", clients.join("Berta").session().getWelcome());

      Files.delete(file);
      sendSighup(server);
      await(server, "[SERVER] " + file + ": there is no such file");
      assertEquals("one", clients.join("Carla").session().getWelcome());

      write("welcome = \"one\"", "max-users = 50");
      sendSighup(server);
      await(server, "[SERVER] Reloaded: nothing has changed");
    }
  }

  /** The text of a pipe can be read only once. */
  @Test
  void aPipeIsNotReadAgain() throws Exception {
    try (ServerProgram server = start()) {
      assertTrue(server.port() > 0);
      Files.delete(file);
      assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());

      sendSighup(server);

      await(server, "[SERVER] " + file + ": not a regular file, so it is not read again");
      server.terminate();
      assertEquals(0, server.exitCode());
    }
  }

  /** A second SIGTERM would end the process at once, with another exit code. */
  @Test
  void aReloadWhileTheServerStopsIsIgnored() throws Exception {
    try (ServerProgram server = start();
        Clients clients = new Clients(server)) {
      clients.join("Ana").streamThatReads(1).ready();
      server.terminate();
      await(server, "[SERVER] Shutting down");

      // The server may already have exited.
      signal(server, "HUP");

      assertEquals(0, server.exitCode());
    }
  }

  private ServerProgram start() throws IOException {
    return ServerProgram.classPath()
        // Under nohup, the tests and their child processes ignore SIGHUP.
        .under("env", "--default-signal=HUP")
        .data(directory.resolve("data"))
        .option("--config", file.toString())
        .start();
  }

  private void write(String... lines) throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static void sendSighup(ServerProgram server) throws IOException, InterruptedException {
    assertEquals(0, signal(server, "HUP"));
  }

  /** Returns 0 if the process existed. */
  private static int signal(ServerProgram server, String name)
      throws IOException, InterruptedException {
    return new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start().waitFor();
  }

  private static void await(ServerProgram server, String expected) {
    server.console().await(expected, line -> line.equals(expected));
  }
}
