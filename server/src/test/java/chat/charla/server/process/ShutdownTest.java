package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.PendingMessage;
import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import io.grpc.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server gets SIGTERM: it ends every stream with RESUME, no message is lost, and clients
 * reconnect to the next server by themselves.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
@Timeout(10 * Patience.SECONDS)
class ShutdownTest {
  @TempDir private Path data;

  @Test
  void everyStreamEndsWithResumeAndTheServerExitsWith0() throws IOException {
    try (ServerProgram server = ServerProgram.classPath().data(data).start();
        Clients clients = new Clients(server)) {
      RawClient ana = clients.join("Ana");
      RawClient berta = clients.join("Berta");
      List<RawStream> streams = List.of(ana.converse(), berta.converse(), begun(berta));

      server.terminate();

      for (RawStream stream : streams) {
        Closing closing = stream.closing();
        assertEquals(Closing.Action.ACTION_RESUME, closing.getAction());
        stream.end().is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_SERVER_DRAINING);
      }
      assertEquals(0, server.exitCode());
      server.console().await("farewell", line -> line.equals("[SERVER] Shutting down"));
    }
  }

  @Test
  void aStreamThatIsNotReadDoesNotPreventTheExit() throws IOException {
    try (ServerProgram server = ServerProgram.classPath().data(data).start();
        Clients clients = new Clients(server)) {
      RawClient ana = clients.join("Ana");
      ana.streamThatReads(1).ready();

      server.terminate();

      assertEquals(0, server.exitCode());
    }
  }

  @Test
  void aSignalAsSoonAsTheServerListensIsHandled() throws IOException {
    try (ServerProgram server = ServerProgram.classPath().data(data).start()) {
      assertTrue(server.port() > 0);

      server.terminate();

      assertEquals(0, server.exitCode());
    }
  }

  /** The server waits for its configuration, because no process writes to the pipe. */
  @Test
  void aSecondSignalWhileTheConfigurationIsReadEndsTheServerAtOnce() throws Exception {
    Path pipe = data.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    try (ServerProgram server =
        ServerProgram.classPath().data(data).option("--config", pipe.toString()).start()) {
      // The pipe can be opened only while the server reads it.
      try (OutputStream writer = Files.newOutputStream(pipe)) {
        server.terminate();
        server.terminate();

        assertEquals(1, server.exitCode());
      }
    }
  }

  @Test
  void aSecondSignalEndsTheServerAtOnce() throws IOException {
    try (ServerProgram server = ServerProgram.classPath().data(data).start();
        Clients clients = new Clients(server)) {
      RawClient ana = clients.join("Ana");
      // The client never reads the stream's Closing, so an orderly end would wait for this client,
      // and would exit with 0.
      ana.streamThatReads(1).ready();
      server.terminate();
      server.console().await("farewell", line -> line.equals("[SERVER] Shutting down"));

      server.terminate();

      assertNotEquals(0, server.exitCode());
    }
  }

  @Test
  void afterARestartAllClientsAreOnlineAndNothingIsLostOrDoubled() throws IOException {
    Recording<PendingMessage> settled = new Recording<>();
    List<Chatter> chatters = new ArrayList<>();
    ServerProgram server = ServerProgram.classPath().data(data).start();
    try {
      int port = server.port();
      for (String name : List.of("Luciano", "Samuel", "Marta")) {
        chatters.add(Chatter.join(port, name, settled::add));
      }
      say(chatters, "before");
      settled.await("acknowledgements", chatters.size());
      say(chatters, "during the shutdown");
      server.terminate();
      assertEquals(0, server.exitCode());
      say(chatters, "while the server is down");

      server.close();
      server = server.restart();
      for (Chatter chatter : chatters) {
        chatter.awaitOnline(2);
      }
      say(chatters, "after");

      settled.await("acknowledgements", 4 * chatters.size());
      try (Clients clients = new Clients(server)) {
        assertNothingLostOrDoubled(clients.connect(), chatters);
      }
    } finally {
      chatters.forEach(Chatter::close);
      server.close();
    }
  }

  private static void assertNothingLostOrDoubled(RawClient reader, List<Chatter> chatters) {
    List<Event> lobby = LogPages.all(reader.as(chatters.get(0).session()), "lobby");
    assertEquals(4 * chatters.size(), lobby.size());
    for (Chatter chatter : chatters) {
      chatter.awaitSequence("lobby", lobby.size());
      assertEquals(lobby, chatter.seen("lobby"));
      assertEquals(List.of(), chatter.violations());
      assertEquals(1, chatter.timesJoined(), "session and name are the same");
      assertEquals(chatter.session().getSelf(), reader.as(chatter.session()).whoAmI().getSelf());
    }
  }

  private static void say(List<Chatter> chatters, String text) {
    chatters.forEach(chatter -> chatter.say(text));
  }

  /** A stream that the server has accepted, and whose first command has not arrived yet. */
  private static RawStream begun(RawClient client) {
    RawStream stream = client.stream();
    // An answer on the same connection shows that the stream has started.
    assertEquals(client.user(), client.whoAmI().getSelf());
    return stream;
  }
}
