package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.PendingMessage;
import chat.charla.server.edge.RawClient;
import chat.charla.server.process.Chatter;
import chat.charla.server.process.LogPages;
import chat.charla.testkit.Recording;
import chat.charla.v1.Event;
import chat.charla.v1.SendMessageResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Two people who talk in the lobby at a steady pace, with the real client library, whatever happens
 * to the server. How long a message is on its way, from the send to the other one's screen, tells
 * how others are served. For one thread, but for what arrives.
 */
final class Canary implements AutoCloseable {
  /** Each says nine messages a second, which no limit on rates may keep anybody from. */
  private static final long PACE_MILLIS = 55;

  private final Recording<PendingMessage> settled = new Recording<>();
  private final Recording<Heard> heard = new Recording<>();
  private final Map<String, Long> sentNanos = new ConcurrentHashMap<>();
  private final List<Chatter> talkers = new ArrayList<>();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private volatile int sent;
  private @Nullable ScheduledFuture<?> talk;

  /** What the other one has heard, in the order of hearing. */
  private record Heard(long sentNanos, long nanos) {}

  private Canary() {}

  /** Two who are online, and say nothing yet. */
  static Canary join(int port) {
    Canary canary = new Canary();
    for (String name : List.of("Canary-Ana", "Canary-Luis")) {
      canary.talkers.add(Chatter.join(port, name, canary.settled::add, canary.listener(name)));
    }
    return canary;
  }

  /** They talk until they are hushed. */
  void talk() {
    if (talk == null) {
      talk = pace.scheduleAtFixedRate(this::sayOne, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** They say no more, and wait until all they have said is settled and heard. */
  void hush() throws Exception {
    if (talk != null) {
      talk.cancel(false);
      talk = null;
      pace.submit(() -> {}).get(); // the last one has been said
    }
    settled.await("results", sent);
    heard.await("messages heard by the other", sent);
  }

  /** One says this, once; it is on its way when this returns. */
  PendingMessage say(String text) throws Exception {
    return pace.submit(() -> send(text)).get();
  }

  /** Returns when this message has its result: on disk, at the place that the result tells. */
  SendMessageResponse acknowledgement(PendingMessage message) {
    settled.await("result of " + message.text(), candidate -> candidate == message);
    SendMessageResponse response = message.response();
    assertTrue(response != null, "without a response: " + message);
    return response;
  }

  /** How many messages have reached the other one so far. */
  int heard() {
    return heard.count();
  }

  /** Returns when so many more have reached the other one. */
  void awaitMore(int messages) {
    heard.await("messages heard by the other", heard.count() + messages);
  }

  /** How long messages were on their way since so many had been heard. */
  Latencies latenciesSince(int alreadyHeard) {
    List<Heard> since = heard.all();
    return new Latencies(
        since.subList(alreadyHeard, since.size()).stream()
            .mapToLong(one -> one.nanos - one.sentNanos)
            .sorted()
            .toArray());
  }

  /** Nothing acknowledged was lost: the log has each message once, where it was said to be. */
  void requireNothingLost(RawClient reader) {
    List<PendingMessage> acknowledged = settled.all();
    List<Event> log = LogPages.all(reader.as(talkers.get(0).session()), "lobby");
    assertEquals(
        LongStream.rangeClosed(1, log.size()).boxed().toList(),
        log.stream().map(Event::getSequence).toList(),
        "dense");
    for (PendingMessage message : acknowledged) {
      SendMessageResponse response = message.response();
      assertTrue(response != null, "not posted: " + message);
      assertTrue(response.getSequence() <= log.size(), "acknowledged and lost: " + message);
      Event event = log.get((int) response.getSequence() - 1);
      assertEquals(
          message.clientMessageId(), event.getMessagePosted().getClientMessageId(), "its place");
      assertEquals(message.text(), event.getMessagePosted().getText());
    }
    List<String> ids =
        log.stream()
            .map(event -> event.getMessagePosted().getClientMessageId())
            .filter(id -> !id.isEmpty())
            .toList();
    assertEquals(ids.size(), ids.stream().distinct().count(), "a message is there twice");
    for (Chatter talker : talkers) {
      assertEquals(List.of(), talker.faults());
      assertEquals(1, talker.timesJoined(), "one identity through it all");
    }
  }

  @Override
  public void close() {
    pace.shutdownNow();
    talkers.forEach(Chatter::close);
  }

  private void sayOne() {
    send("canary " + (sent + 1));
  }

  private PendingMessage send(String text) {
    Chatter talker = talkers.get(sent % talkers.size());
    sentNanos.put(text, System.nanoTime());
    sent++;
    return talker.say(text);
  }

  private Consumer<Event> listener(String name) {
    return event -> {
      Long since = sentNanos.get(event.getMessagePosted().getText());
      if (since != null && !event.getActor().getName().equals(name)) {
        heard.add(new Heard(since, System.nanoTime()));
      }
    };
  }

  /** Sorted, in nanoseconds. */
  record Latencies(long[] sorted) {
    int count() {
      return sorted.length;
    }

    /** By nearest rank; share in thousandths. */
    double millis(int share) {
      if (sorted.length == 0) {
        return Double.NaN;
      }
      int rank = (int) Math.ceil(sorted.length * share / 1000.0);
      return sorted[Math.max(rank, 1) - 1] / 1e6;
    }
  }
}
