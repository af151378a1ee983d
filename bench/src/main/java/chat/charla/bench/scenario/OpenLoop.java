package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Ticker;
import chat.charla.bench.report.Latencies;
import java.time.Duration;
import java.util.List;

/**
 * Sends texts to several rooms in turn, at a fixed rate. It sends each text at its scheduled time,
 * without waiting for earlier texts. The loop wakes once per millisecond, so a text may be sent up
 * to a millisecond late; this delay counts as latency.
 */
final class OpenLoop implements Ticker {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final Loop loop;
  private final List<OpenRoom> rooms;
  private final Latencies lateness = new Latencies();
  private final double interval;
  private final int size;
  private long start;
  private long sent;
  private boolean sending;

  /**
   * Creates a loop that does not send yet.
   *
   * @param rate texts per second, in all rooms together
   */
  OpenLoop(Loop loop, List<OpenRoom> rooms, int rate, int size) {
    this.loop = loop;
    this.rooms = rooms;
    this.interval = NANOS_PER_SECOND / rate;
    this.size = size;
  }

  /** Sends for this time, and then waits for the last deliveries. */
  void run(Duration time) {
    begin();
    loop.runFor(time);
    end();
  }

  void begin() {
    lateness.reset();
    start = System.nanoTime();
    sent = 0;
    sending = true;
    loop.add(this);
  }

  /**
   * The delays with which texts were sent since {@link #begin}. The load generator causes this part
   * of the latencies.
   */
  Latencies lateness() {
    return lateness;
  }

  /** Stops sending, and waits for the last deliveries. */
  void end() {
    sending = false;
    loop.remove(this);
    loop.runUntil(
        "the last deliveries",
        SILENCE,
        this::delivered,
        () -> rooms.stream().allMatch(OpenRoom::settled));
  }

  @Override
  public long tick(long now) {
    long due = due();
    while (sending && due - now <= 0) {
      lateness.record(due, System.nanoTime());
      rooms.get((int) (sent % rooms.size())).send(due, size);
      sent++;
      due = due();
    }
    return sending ? due : now + NEVER;
  }

  private long due() {
    return start + (long) (sent * interval);
  }

  private long delivered() {
    return rooms.stream().mapToLong(room -> room.tally().deliveries()).sum();
  }
}
