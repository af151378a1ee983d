package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server in a terminal stops in an orderly way when the terminal is closed. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "script(1) has other options elsewhere")
@Timeout(10 * Patience.SECONDS)
class HangUpTest {
  /**
   * Runs the arguments in a terminal of their own. When {@code script} ends, the terminal hangs up.
   */
  private static final String IN_TERMINAL =
      "line=exec; for word do line=\"$line '$word'\"; done; exec script -qefc \"$line\" /dev/null";

  /** Like {@link #IN_TERMINAL}, but the server is a child of a shell. */
  private static final String IN_SHELL_IN_TERMINAL =
      IN_TERMINAL.replace("exec;", "env;").replace("$line\" /", "$line; exit\" /");

  private static final String RELOAD =
      "[SERVER] Not reloaded: the server was started without a configuration file";

  @TempDir private Path directory;

  @Test
  void aServerStopsWhenItsTerminalHangsUp() throws Exception {
    try (ServerProgram terminal = start(IN_TERMINAL);
        Clients clients = new Clients(terminal)) {
      RawClient ana = clients.join("Ana");
      RawStream stream = ana.converse();
      ProcessHandle server = server(terminal);

      terminal.kill();

      assertEquals(Closing.Action.ACTION_RESUME, stream.closing().getAction());
      stream.end().is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_SERVER_DRAINING);
      server.onExit().get(Patience.SECONDS, TimeUnit.SECONDS);
      // An orderly end leaves no write-ahead log.
      assertTrue(Files.notExists(directory.resolve("charla.db-wal")));
    }
  }

  /** Only the second SIGTERM ends a server at once, also after a hang-up. */
  @Test
  void aSignalAfterTheHangUpDoesNotPreventAnOrderlyStop() throws Exception {
    try (ServerProgram terminal = start(IN_TERMINAL);
        Clients clients = new Clients(terminal)) {
      // The server waits for a while for this stream, whose client does not read.
      clients.join("Berta").streamThatReads(1).ready();
      RawStream stream = clients.join("Ana").converse();
      ProcessHandle server = server(terminal);
      terminal.kill();
      assertEquals(Closing.Action.ACTION_RESUME, stream.closing().getAction());

      server.destroy();

      server.onExit().get(Patience.SECONDS, TimeUnit.SECONDS);
      assertTrue(Files.notExists(directory.resolve("charla.db-wal")));
    }
  }

  /**
   * If the first process in a terminal exits, Linux sends SIGHUP before it takes the terminal away.
   */
  @Test
  void aServerStopsWhenTheShellInItsTerminalExits() throws Exception {
    try (ServerProgram terminal = start(IN_SHELL_IN_TERMINAL);
        Clients clients = new Clients(terminal)) {
      RawStream stream = clients.join("Ana").converse();
      ProcessHandle shell =
          ProcessHandle.of(terminal.pid()).orElseThrow().children().toList().get(0);
      ProcessHandle server = shell.children().toList().get(0);

      shell.destroyForcibly();

      stream.end().is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_SERVER_DRAINING);
      server.onExit().get(Patience.SECONDS, TimeUnit.SECONDS);
      assertTrue(Files.notExists(directory.resolve("charla.db-wal")));
    }
  }

  /** A server that cannot examine its terminal must not assume that the terminal has hung up. */
  @Test
  void aServerThatCannotOpenFilesReloads() throws Exception {
    try (ServerProgram terminal = start(IN_TERMINAL);
        Clients clients = new Clients(terminal)) {
      RawClient ana = clients.join("Ana");
      ProcessHandle server = server(terminal);
      String pid = Long.toString(server.pid());
      try {
        // The first reload and the first call load the classes.
        assertEquals(ana.user(), ana.whoAmI().getSelf());
        run("kill", "-HUP", pid);
        terminal.console().await("reload", RELOAD::equals);

        run("prlimit", "--pid", pid, "--nofile=3:");
        run("kill", "-HUP", pid);

        terminal.console().await("reloads", 2, RELOAD::equals);
        assertEquals(ana.user(), ana.whoAmI().getSelf());
      } finally {
        // This server can open no files, so it would not notice that its terminal hangs up.
        server.destroyForcibly();
      }
    }
  }

  /**
   * While the terminal is open, SIGHUP comes from an operator, so the server reloads its
   * configuration.
   */
  @Test
  void aSignalWithoutAHangUpReloads() throws Exception {
    try (ServerProgram terminal = start(IN_TERMINAL);
        Clients clients = new Clients(terminal)) {
      RawClient ana = clients.join("Ana");
      ProcessHandle server = server(terminal);

      run("kill", "-HUP", Long.toString(server.pid()));

      terminal.console().await("reload", RELOAD::equals);
      assertEquals(ana.user(), ana.whoAmI().getSelf());
      server.destroy();
      assertEquals(0, terminal.exitCode());
    }
  }

  private ServerProgram start(String inTerminal) throws Exception {
    return ServerProgram.classPath()
        // Under nohup, the tests and their child processes ignore SIGHUP.
        .under("env", "--default-signal=HUP", "sh", "-c", inTerminal, "sh")
        .data(directory)
        .start();
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).start().waitFor());
  }

  private static ProcessHandle server(ServerProgram terminal) {
    List<ProcessHandle> below =
        ProcessHandle.of(terminal.pid()).orElseThrow().descendants().toList();
    assertEquals(1, below.size(), () -> "the server is the only process in the terminal: " + below);
    return below.get(0);
  }
}
