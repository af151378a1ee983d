package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.PendingMessage;
import chat.charla.server.fatal.FullHeap;
import chat.charla.server.fatal.ProcessEnd;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heap of a server becomes full while a client sends messages. The server ends, whichever
 * thread runs out of memory first, and every acknowledged message is kept.
 */
@Tag("fault:heap-full")
@Timeout(10 * Patience.SECONDS)
class OutOfMemoryTest {
  private static final int SERVERS = 3;
  private static final int ACKNOWLEDGED_BEFORE = 20;

  @TempDir private Path directory;
  private Path data;
  private Path agent;

  @BeforeEach
  void makeAgent() throws IOException {
    data = directory.resolve("data");
    agent = directory.resolve("agent.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", FullHeap.class.getName());
    new JarOutputStream(Files.newOutputStream(agent), manifest).close();
  }

  @Test
  void withoutAJavaOptionTheServerEndsItself() throws IOException {
    endsAndLosesNothing(
        "-XX:-ExitOnOutOfMemoryError",
        "charla-server: out of memory: the process ends with exit code 3. Every acknowledged"
            + " message is on disk");
  }

  @Test
  void withTheJavaOptionJavaEndsTheServer() throws IOException {
    endsAndLosesNothing(
        "-XX:+ExitOnOutOfMemoryError",
        "Terminating due to java.lang.OutOfMemoryError: Java heap space");
  }

  private void endsAndLosesNothing(String option, String lastLine) throws IOException {
    ServerProgram first = start(option, 1, 0);
    int port = first.port();
    try (Talker ana = new Talker(port)) {
      endsWhenFull(first, 1, ana, lastLine);
      for (int number = 2; number <= SERVERS; number++) {
        endsWhenFull(start(option, number, port), number, ana, lastLine);
      }
      try (ServerProgram server = ServerProgram.classPath().data(data).port(port).start();
          Clients clients = new Clients(server)) {
        assertEquals(port, server.port());
        List<PendingMessage> sent = ana.stop();
        requireStored(LogPages.all(clients.connect().as(ana.chatter.session()), "lobby"), sent);
      }
    } finally {
      first.close();
    }
  }

  private ServerProgram start(String option, int number, int port) throws IOException {
    return ServerProgram.classPath()
        .data(data)
        .port(port)
        .option("--message-rate", "0", "--byte-rate", "0")
        .jvm(option, "-Xmx64m", "-XX:+UseSerialGC", "-javaagent:" + agent + "=" + full(number))
        .start();
  }

  private Path full(int number) {
    return directory.resolve("full-" + number);
  }

  private void endsWhenFull(ServerProgram server, int number, Talker ana, String lastLine)
      throws IOException {
    try (server) {
      ana.awaitMore();
      Files.createFile(full(number));

      assertEquals(ProcessEnd.EXIT_CODE, server.exitCode());
      // Other threads run until the process has ended, so more lines may follow this line.
      List<String> console = server.console().all();
      assertEquals(1, Collections.frequency(console, lastLine), console::toString);
    }
  }

  private static void requireStored(List<Event> log, List<PendingMessage> messages) {
    Map<String, Event> byId =
        log.stream()
            .collect(
                Collectors.toMap(
                    event -> event.getMessagePosted().getClientMessageId(), Function.identity()));
    assertEquals(messages.size(), byId.size());
    for (PendingMessage message : messages) {
      Event event = byId.get(message.clientMessageId());
      assertTrue(event != null, "acknowledged but not in the log: " + message);
      assertEquals(message.text(), event.getMessagePosted().getText());
    }
  }

  /**
   * Sends one message, and another one whenever a message is settled, so that the server always has
   * work.
   */
  private static final class Talker implements AutoCloseable {
    private final Recording<PendingMessage> settled = new Recording<>();
    private final Chatter chatter;
    private int sent;
    private boolean stopped;

    Talker(int port) {
      chatter = Chatter.join(port, "Ana", this::settled);
      sayNext();
    }

    void awaitMore() {
      settled.await("acknowledgements", settled.count() + ACKNOWLEDGED_BEFORE);
    }

    /** Stops sending; waits until all messages are settled, and returns them. */
    List<PendingMessage> stop() {
      int count;
      synchronized (this) {
        stopped = true;
        count = sent;
      }
      settled.await("settled", count);
      return settled.all();
    }

    private void settled(PendingMessage message) {
      settled.add(message);
      sayNext();
    }

    private synchronized void sayNext() {
      if (!stopped) {
        sent++;
        chatter.say("message " + sent);
      }
    }

    @Override
    public void close() {
      chatter.close();
    }
  }
}
