package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Seeds;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs a client over an unreliable network, in processes that end and are replaced. A seed
 * determines each run. A failure names its seed; {@code -Dcharla.seed=SEED} repeats that run alone.
 */
@Tag("seeds")
class UnreliableNetworkTest {
  private static final int RUNS = 300;

  @Test
  void nothingIsLostDuplicatedOrReordered() {
    AtomicInteger streams = new AtomicInteger();
    int run =
        Seeds.forEach(
            UnreliableNetworkTest.class, RUNS, seed -> streams.addAndGet(new Run(seed).play()));
    assertTrue(run < 10 || streams.get() > 4 * run, "too few streams were lost: " + streams);
  }

  /** One run. */
  private static final class Run implements ChatListener {
    private final Random random;
    private final VirtualTime time = new VirtualTime();
    private final FakeScheduler scheduler = new FakeScheduler(time);
    private final UnreliableServer server;
    private final List<Long> lobby = new ArrayList<>();
    private final List<Long> dev = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();

    /** The messages sent to the room while the user is not a member: these may be refused. */
    private final Set<String> sentOutside = new HashSet<>();

    private boolean member;
    private final Set<String> refused = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private ChatClient client;

    Run(long seed) {
      this.random = new Random(seed);
      this.server = new UnreliableServer(scheduler, random);
      this.client = newClient(null);
    }

    /** Runs and returns how many streams were opened. */
    int play() {
      client.start();
      for (int step = 0; step < 200; step++) {
        time.advance(Duration.ofMillis(random.nextInt(200)));
        act(random.nextInt(20));
      }
      server.reliable = true;
      enterOrLeave(true);
      say("lobby");
      time.advance(Duration.ofMinutes(5));
      check();
      return server.streams;
    }

    private void act(int what) {
      switch (what) {
        case 0 -> server.breakStream();
        case 1 -> restart();
        case 2 -> enterOrLeave(true);
        case 3 -> enterOrLeave(false);
        case 4 -> client.reconnectNow();
        case 5, 6, 7 -> say("lobby");
        case 8, 9 -> say("dev");
        case 10 -> client.reopen();
        case 11, 12 -> server.post("dev");
        default -> server.post("lobby");
      }
    }

    private void say(String room) {
      String id = client.send(Target.room(room), "message " + sent.size()).clientMessageId();
      sent.add(id);
      if (room.equals("dev") && !member) {
        sentOutside.add(id);
      }
    }

    private void enterOrLeave(boolean enter) {
      member = enter;
      if (enter) {
        client.enterRoom("dev");
      } else {
        client.leaveRoom("dev");
      }
    }

    /** The process ends, and the next one continues from the last snapshot. */
    private void restart() {
      SavedSession[] saved = new SavedSession[1];
      client.close();
      client.snapshot(session -> saved[0] = SavedSession.fromBytes(session.toBytes()));
      time.run();
      client = newClient(saved[0]);
      client.start();
    }

    private ChatClient newClient(@Nullable SavedSession saved) {
      ClientOptions options =
          ClientOptions.builder()
              .name("ana")
              .connectTimeout(Duration.ofSeconds(1))
              .backoff(Duration.ofMillis(50), Duration.ofSeconds(1))
              .stableAfter(Duration.ofSeconds(1))
              .random(random::nextDouble)
              .ids(() -> new UUID(random.nextLong(), random.nextLong()).toString())
              .wallClock(() -> scheduler.nanoTime() / 1_000_000)
              .build();
      return new ChatClient(server, scheduler, options, this, saved);
    }

    private void check() {
      assertEquals(List.of(), violations);
      assertEquals(ConnectionState.Kind.ONLINE, client.state().kind(), client.state().toString());
      assertEquals(1, server.sessions(), "the number of identities");
      assertEquals(server.head("lobby"), lobby.size(), "events of the lobby");
      for (int index = 0; index < lobby.size(); index++) {
        assertEquals(index + 1, lobby.get(index), "the order of the lobby");
      }
      for (int index = 1; index < dev.size(); index++) {
        assertTrue(dev.get(index - 1) < dev.get(index), "the order of the room " + dev);
      }
      assertTrue(server.isMember("dev"), "the last command for the room");
      assertEquals(sent.size(), settled.size(), "the number of settled messages");
      for (String id : sent) {
        assertTrue(settled.contains(id), "message " + id);
        long expected = refused.contains(id) ? 0 : 1;
        assertEquals(expected, server.count(id), "message " + id);
      }
    }

    @Override
    public void onEvent(Event event) {
      (event.getRoom().equals("lobby") ? lobby : dev).add(event.getSequence());
    }

    @Override
    public void onMessageSettled(PendingMessage message) {
      String id = message.clientMessageId();
      settled.add(id);
      if (message.status() == PendingMessage.Status.REFUSED && sentOutside.contains(id)) {
        refused.add(id);
      } else if (message.status() != PendingMessage.Status.SENT) {
        violations.add(message.toString());
      }
    }

    @Override
    public void onProtocolViolation(String description) {
      violations.add(description);
    }

    @Override
    public void onListenerFailure(Throwable failure) {
      violations.add(failure.toString());
    }
  }
}
