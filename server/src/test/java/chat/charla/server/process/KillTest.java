package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.PendingMessage;
import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.testkit.Seeds;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.Event;
import chat.charla.v1.SendMessageResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed again and again while four clients send messages: every acknowledged message
 * is in the log once, and every client receives every message of the log once, in order.
 *
 * <p>The seed determines after how many acknowledgements each server is killed; {@code
 * -Dcharla.seed=N} uses the same numbers again.
 */
@Tag("seeds")
@Tag("fault:kill-at-random")
class KillTest {
  private static final int KILLS = 10;
  private static final int MOST_ACKS_BETWEEN_KILLS = 600;
  private static final int PENDING_EACH = 24;

  /** Each client sends every sixth message privately. */
  private static final int PRIVATE_EACH = 6;

  private final long seed = Seeds.one();
  private final Random random = new Random(seed);
  private final Recording<PendingMessage> settled = new Recording<>();
  private final List<Talker> talkers = new ArrayList<>();

  @TempDir private Path data;

  @Test
  @Timeout(10 * Patience.SECONDS)
  void acknowledgedMessagesSurviveEveryKill() throws Exception {
    long start = System.nanoTime();
    System.out.println("KillTest: seed " + seed);
    ServerProgram server =
        ServerProgram.classPath()
            .data(data)
            .option("--message-rate", "0", "--byte-rate", "0")
            .start();
    try {
      int port = server.port();
      for (String name : List.of("Luciano", "Samuel", "Marta", "Pilar")) {
        talkers.add(new Talker(port, name));
      }
      talkers.forEach(Talker::begin);
      for (int kill = 1; kill <= KILLS; kill++) {
        // Every fourth server is killed as soon as it listens, while the clients reconnect to it.
        int more = kill % 4 == 0 ? 0 : 1 + random.nextInt(MOST_ACKS_BETWEEN_KILLS);
        settled.await("acknowledgements", settled.count() + more);
        server.close();
        server = server.restart();
      }
      int sent = talkers.stream().mapToInt(Talker::finish).sum();
      settled.await("results of all", sent);

      try (Clients clients = new Clients(server)) {
        verify(clients.connect(), sent);
      }
      report(sent, System.nanoTime() - start);
    } finally {
      talkers.forEach(talker -> talker.chatter.close());
      server.close();
    }
  }

  private void verify(RawClient reader, int sent) {
    assertEquals(sent, settled.count(), "each message is settled once");
    for (Talker talker : talkers) {
      assertEquals(List.of(), talker.chatter.violations());
      assertEquals(1, talker.chatter.timesJoined(), "the identity is the same after every kill");
    }
    List<Event> lobby = LogPages.all(reader.as(talkers.get(0).chatter.session()), "lobby");
    assertHasExactly(lobby, talkers.stream().flatMap(talker -> talker.posted.stream()).toList());
    for (Talker talker : talkers) {
      assertSeen(talker, "lobby", lobby);
      List<Event> inbox = LogPages.all(reader.as(talker.chatter.session()), "");
      assertHasExactly(inbox, talker.inbox);
      assertSeen(talker, "", inbox);
    }
  }

  /** The log must have exactly these messages, each once and at its acknowledged sequence. */
  private void assertHasExactly(List<Event> log, List<PendingMessage> messages) {
    assertEquals(
        LongStream.rangeClosed(1, log.size()).boxed().toList(),
        log.stream().map(Event::getSequence).toList(),
        "the sequences have no holes");
    Map<String, Event> byId =
        log.stream().collect(Collectors.toMap(KillTest::id, Function.identity()));
    Set<String> expected = new HashSet<>();
    for (PendingMessage message : messages) {
      expected.add(message.clientMessageId());
      Event event = byId.get(message.clientMessageId());
      assertTrue(event != null, "acknowledged but not in the log: " + message);
      assertEquals(message.text(), event.getMessagePosted().getText());
    }
    assertEquals(expected, byId.keySet(), "no other messages are in the log");
  }

  private static void assertSeen(Talker talker, String room, List<Event> log) {
    talker.chatter.awaitSequence(room, log.size());
    assertEquals(
        log, talker.chatter.seen(room), talker.name + " has received the events of the log");
    for (PendingMessage message : room.isEmpty() ? talker.privatelySent : talker.posted) {
      SendMessageResponse acknowledged = message.response();
      assertTrue(acknowledged != null, "refused: " + message);
      Event event = log.get((int) acknowledged.getSequence() - 1);
      assertEquals(message.clientMessageId(), id(event), "the event at the acknowledged sequence");
    }
  }

  private static String id(Event event) {
    return event.getMessagePosted().getClientMessageId();
  }

  private void report(int sent, long nanos) {
    long duplicates =
        settled.all().stream()
            .map(PendingMessage::response)
            .filter(response -> response != null && response.getDuplicate())
            .count();
    System.out.printf(
        "KillTest: %d kills, %d messages acknowledged (%d of them private), %d answered as"
            + " duplicates after a lost answer, %.1f s%n",
        KILLS,
        sent,
        talkers.stream().mapToInt(talker -> talker.privatelySent.size()).sum(),
        duplicates,
        nanos / 1e9);
  }

  /** One client that always has messages without a result, until {@link #finish}. */
  private final class Talker {
    private final String name;
    private final Chatter chatter;
    private final List<PendingMessage> posted = new ArrayList<>();
    private final List<PendingMessage> privatelySent = new ArrayList<>();

    /** The messages of this client's inbox: those that it has sent or received. */
    private final List<PendingMessage> inbox = new ArrayList<>();

    private int count;
    private boolean finished;

    Talker(int port, String name) {
      this.name = name;
      this.chatter = Chatter.join(port, name, this::settledOne);
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
      if (finished) {
        return;
      }
      count++;
      String text = name + " says " + count;
      if (count % PRIVATE_EACH != 0) {
        posted.add(chatter.say(text));
        return;
      }
      Talker recipient = talkers.get((talkers.indexOf(this) + 1) % talkers.size());
      PendingMessage message = chatter.sendPrivately(recipient.chatter, text);
      privatelySent.add(message);
      addToInbox(message);
      recipient.addToInbox(message);
    }

    private void addToInbox(PendingMessage message) {
      synchronized (inbox) {
        inbox.add(message);
      }
    }
  }
}
