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
 * Two users of the real client library that send messages to the lobby at a steady pace, whatever
 * happens to the server. The time from sending a message until the other user receives it shows how
 * well the server serves clients. Only one thread at a time may use a canary; messages and results
 * arrive on other threads.
 */
public final class Canary implements AutoCloseable {
  /** Each user sends nine messages a second, which is below every rate limit. */
  private static final long PACE_MILLIS = 55;

  private final Recording<PendingMessage> settled = new Recording<>();
  private final Recording<Received> received = new Recording<>();
  private final Map<String, Long> sentNanos = new ConcurrentHashMap<>();
  private final List<Chatter> talkers = new ArrayList<>();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private volatile int sent;
  private @Nullable ScheduledFuture<?> sending;

  /** When a message was sent, and when the other user received it. */
  private record Received(long sentNanos, long nanos) {}

  private Canary() {}

  /** Creates a canary with two users that are online and send nothing yet. */
  public static Canary join(int port) {
    Canary canary = new Canary();
    for (String name : List.of("Canary-Ana", "Canary-Luis")) {
      canary.talkers.add(Chatter.join(port, name, canary.settled::add, canary.listener(name)));
    }
    return canary;
  }

  /** Starts sending, until {@link #stop}. */
  public void start() {
    if (sending == null) {
      sending = pace.scheduleAtFixedRate(this::sendNext, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Stops sending, and waits until all messages are settled and received. */
  public void stop() throws Exception {
    if (sending != null) {
      sending.cancel(false);
      sending = null;
      pace.submit(() -> {}).get(); // the last message has been sent
    }
    settled.await("results", sent);
    received.await("messages received by the other user", sent);
  }

  /** Sends one message, and returns while it is in transit. */
  PendingMessage say(String text) throws Exception {
    return pace.submit(() -> send(text)).get();
  }

  /** Waits until this message is on disk; the response contains its sequence. */
  SendMessageResponse acknowledgement(PendingMessage message) {
    settled.await("result of " + message.text(), candidate -> candidate == message);
    SendMessageResponse response = message.response();
    assertTrue(response != null, "refused: " + message);
    return response;
  }

  /** The number of messages that the other user has received so far. */
  public int received() {
    return received.count();
  }

  /** Waits until the other user has received this many more messages. */
  public void awaitMore(int messages) {
    received.await("messages received by the other user", received.count() + messages);
  }

  /** The latencies of the received messages, without the first {@code alreadyReceived} messages. */
  public Latencies latenciesSince(int alreadyReceived) {
    List<Received> since = received.all();
    return new Latencies(
        since.subList(alreadyReceived, since.size()).stream()
            .mapToLong(one -> one.nanos - one.sentNanos)
            .sorted()
            .toArray());
  }

  /** The log must have each acknowledged message once, at its sequence. */
  void requireNothingLost(RawClient reader) {
    List<PendingMessage> acknowledged = settled.all();
    List<Event> log = LogPages.all(reader.as(talkers.get(0).session()), "lobby");
    assertEquals(
        LongStream.rangeClosed(1, log.size()).boxed().toList(),
        log.stream().map(Event::getSequence).toList(),
        "the sequences have no holes");
    for (PendingMessage message : acknowledged) {
      SendMessageResponse response = message.response();
      assertTrue(response != null, "not posted: " + message);
      assertTrue(
          response.getSequence() <= log.size(), "acknowledged but not in the log: " + message);
      Event event = log.get((int) response.getSequence() - 1);
      assertEquals(message.clientMessageId(), event.getMessagePosted().getClientMessageId());
      assertEquals(message.text(), event.getMessagePosted().getText());
    }
    List<String> ids =
        log.stream()
            .map(event -> event.getMessagePosted().getClientMessageId())
            .filter(id -> !id.isEmpty())
            .toList();
    assertEquals(ids.size(), ids.stream().distinct().count(), "a message is in the log twice");
    for (Chatter talker : talkers) {
      assertEquals(List.of(), talker.violations());
      assertEquals(1, talker.timesJoined(), "the identity is the same throughout");
    }
  }

  @Override
  public void close() {
    pace.shutdownNow();
    talkers.forEach(Chatter::close);
  }

  private void sendNext() {
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
        received.add(new Received(since, System.nanoTime()));
      }
    };
  }

  /** Sorted latencies, in nanoseconds. */
  public record Latencies(long[] sorted) {
    public int count() {
      return sorted.length;
    }

    /**
     * The latency in milliseconds that this number of 1,000 messages do not exceed; 990 gives the
     * p99.
     */
    public double millis(int permille) {
      if (sorted.length == 0) {
        return Double.NaN;
      }
      int rank = (int) Math.ceil(sorted.length * permille / 1000.0);
      return sorted[Math.max(rank, 1) - 1] / 1e6;
    }
  }
}
