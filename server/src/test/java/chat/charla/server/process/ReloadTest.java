package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import chat.charla.admin.v1.ReloadConfigRequest;
import chat.charla.admin.v1.ReloadConfigResponse;
import chat.charla.admin.v1.SettingChange;
import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.server.edge.Refusal;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  @Test
  void anAdministratorCanReloadByACall() throws Exception {
    try (ServerProgram server = start();
        Clients clients = new Clients(server)) {
      clients.join("Ana");
      String token = Files.readString(directory.resolve("data").resolve("admin-token")).strip();
      AdminServiceBlockingStub admin =
          AdminServiceGrpc.newBlockingStub(clients.connect().withToken(token).channel())
              .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
      write("welcome = \"two\"", "max-users = 60", "retain-messages = 7");

      ReloadConfigResponse changes = admin.reloadConfig(ReloadConfigRequest.getDefaultInstance());

      assertEquals(
          List.of(
              change("retain-messages").setValue("7").setPreviousValue("0").build(),
              change("welcome").setValue("\"two\"").setPreviousValue("\"one\"").build()),
          changes.getChangedList());
      assertEquals(
          List.of(
              change("max-accounts").setValue("30").setPreviousValue("25").build(),
              change("max-users").setValue("60").setPreviousValue("50").build()),
          changes.getNeedsRestartList());
      assertEquals("two", clients.join("Berta").session().getWelcome());

      write("max-user = 60");
      Refusal refusal =
          Refusal.of(() -> admin.reloadConfig(ReloadConfigRequest.getDefaultInstance()));
      refusal.is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_RELOAD_FAILED);
      assertEquals(
          Map.of("problems", file + ":1: there is no option max-user; did you mean max-users?"),
          refusal.metadata());
    }
  }

  private static SettingChange.Builder change(String setting) {
    return SettingChange.newBuilder().setSetting(setting);
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
