package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.PendingMessage;
import chat.charla.server.edge.RawClient;
import chat.charla.server.process.Chatter;
import chat.charla.server.process.Clients;
import chat.charla.server.process.LogPages;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.Event;
import chat.charla.v1.SendMessageResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is lost, with its data. The operator has a backup that was made while clients were
 * posting, restores it into another directory, and starts a server there. The clients continue with
 * that server: they learn that the history was replaced, and receive the restored history once.
 */
@Tag("fault-script")
@Timeout(10 * Patience.SECONDS)
class RestoreDrillTest {
  private static final int PENDING_EACH = 8;

  /** The number of messages that are acknowledged between two steps. */
  private static final int ACKNOWLEDGEMENTS = 1_000;

  private final Recording<PendingMessage> settled = new Recording<>();
  private final List<Talker> talkers = new ArrayList<>();

  @TempDir private Path directory;

  @Test
  @Tag("fault:restore-drill")
  void theClientsContinueWithTheRestoredServer() throws Exception {
    Path data = directory.resolve("data");
    Path other = directory.resolve("other");
    Path backup = directory.resolve("backup.db");
    ServerProgram server = launch(data).start();
    try {
      int port = server.port();
      for (String name : List.of("Ana", "Luis", "Marta")) {
        talkers.add(new Talker(port, name));
      }
      talkers.forEach(Talker::begin);
      settled.await("acknowledgements", ACKNOWLEDGEMENTS);
      List<PendingMessage> before = settled.all();
      OperatorCommand.run("backup", "--data", data.toString(), "--to", backup.toString());
      int during = settled.count() - before.size();
      settled.await("acknowledgements", settled.count() + ACKNOWLEDGEMENTS);
      server.close();
      OperatorCommand.run("restore", backup.toString(), "--data", other.toString());
      server = launch(other).port(port).start();
      // The clients repeat their pending sends. Acknowledgements that the lost server had already
      // sent may count as well.
      settled.await("acknowledgements", settled.count() + ACKNOWLEDGEMENTS);
      int sent = talkers.stream().mapToInt(Talker::finish).sum();
      settled.await("results of all", sent);

      try (Clients clients = new Clients(server)) {
        RawClient reader = clients.connect().as(talkers.get(0).chatter.session());
        List<Event> log = LogPages.all(reader, "lobby");
        String lostEpoch = response(before.get(0)).getEpoch();
        List<PendingMessage> acknowledged = settledIn(lostEpoch);
        int restored = requireRestored(log, before, acknowledged);
        talkers.forEach(talker -> talker.requireResumed(log));
        System.out.printf(
            "fault restore-drill: acknowledged %d before the backup, %d during it, %d after it;"
                + " restored %d; then acknowledged %d%n",
            before.size(),
            during,
            acknowledged.size() - before.size() - during,
            restored,
            sent - acknowledged.size());
      }
    } finally {
      talkers.forEach(talker -> talker.chatter.close());
      server.close();
    }
  }

  /**
   * Requires that the log has each message once that was acknowledged before the backup or after
   * the restore. Of the messages that were acknowledged in between, the log must have those up to
   * one moment.
   *
   * @return the number of messages that the backup contained
   */
  private int requireRestored(
      List<Event> log, List<PendingMessage> before, List<PendingMessage> acknowledged) {
    assertEquals(
        LongStream.rangeClosed(1, log.size()).boxed().toList(),
        log.stream().map(Event::getSequence).toList(),
        "the sequences have no holes");
    Map<String, Event> byId = // fails if a message is there twice
        log.stream().collect(Collectors.toMap(RestoreDrillTest::id, Function.identity()));
    before.forEach(message -> requirePosted(message, byId));
    List<PendingMessage> restored =
        acknowledged.stream()
            .filter(message -> byId.containsKey(message.clientMessageId()))
            .toList();
    restored.forEach(message -> requirePosted(message, byId));
    assertEquals(
        LongStream.rangeClosed(1, restored.size()).boxed().toList(),
        restored.stream().map(message -> response(message).getSequence()).sorted().toList(),
        "the backup has everything up to one moment, and nothing after that");
    List<PendingMessage> later = new ArrayList<>(settled.all());
    later.removeAll(acknowledged);
    later.forEach(message -> requirePosted(message, byId));
    assertEquals(restored.size() + later.size(), log.size(), "nothing else is in the log");
    return restored.size();
  }

  /** The messages that were acknowledged with this epoch: before or after the server was lost. */
  private List<PendingMessage> settledIn(String epoch) {
    return settled.all().stream()
        .filter(message -> response(message).getEpoch().equals(epoch))
        .toList();
  }

  private static void requirePosted(PendingMessage message, Map<String, Event> byId) {
    Event event = byId.get(message.clientMessageId());
    assertTrue(event != null, () -> "acknowledged and missing: " + message);
    assertEquals(response(message).getSequence(), event.getSequence());
    assertEquals(message.text(), event.getMessagePosted().getText());
  }

  private static SendMessageResponse response(PendingMessage message) {
    SendMessageResponse response = message.response();
    assertTrue(response != null, () -> "refused: " + message);
    return response;
  }

  private static String id(Event event) {
    return event.getMessagePosted().getClientMessageId();
  }

  private static ServerProgram.Launch launch(Path data) {
    return ServerProgram.classPath().data(data).option("--quiet", "--message-rate", "0");
  }

  /** A client that always has messages without a result, until {@link #finish}. */
  private final class Talker {
    private final String name;
    private final Chatter chatter;
    private final Recording<Event> heard = new Recording<>();
    private int count;
    private boolean finished;

    Talker(int port, String name) {
      this.name = name;
      this.chatter = Chatter.join(port, name, this::settledOne, heard::add);
    }

    void begin() {
      for (int i = 0; i < PENDING_EACH; i++) {
        sendNext();
      }
    }

    /** Stops sending; returns the number of messages that were sent. */
    synchronized int finish() {
      finished = true;
      return count;
    }

    private void settledOne(PendingMessage message) {
      sendNext();
      settled.add(message);
    }

    private synchronized void sendNext() {
      if (!finished) {
        count++;
        chatter.say(name + " says " + count);
      }
    }

    /** After the one reset, the client has received each event of the log once, in order. */
    void requireResumed(List<Event> log) {
      List<Event> all =
          heard.awaitAll(
              "the last event", events -> events.lastIndexOf(log.get(log.size() - 1)) > 0);
      assertEquals(log, all.subList(all.size() - log.size(), all.size()), name);
      assertEquals(1, all.get(0).getSequence());
      assertEquals(
          LongStream.rangeClosed(1, all.size() - log.size()).boxed().toList(),
          all.subList(0, all.size() - log.size()).stream().map(Event::getSequence).toList(),
          "before the reset");
      assertEquals(1, chatter.timesJoined(), "the identity is the same");
      assertTrue(
          !chatter.violations().isEmpty()
              && chatter.violations().stream()
                  .allMatch(fault -> fault.contains("GAP_REASON_RESET")),
          () -> name + ": " + chatter.violations());
    }
  }
}
