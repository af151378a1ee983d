package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.loop.Ticker;
import java.time.Duration;
import java.util.List;

/**
 * Sends at a stated rate, each text at its time, to one room after the other, however long the
 * earlier ones take. The loop wakes once a millisecond, so a text may be sent so much too late;
 * that counts as latency.
 */
final class OpenLoop implements Ticker {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final Loop loop;
  private final List<OpenRoom> rooms;
  private final double interval;
  private final int size;
  private long start;
  private long sent;
  private boolean sending;

  /**
   * A loop that does not send yet.
   *
   * @param rate texts a second, in all rooms together
   */
  OpenLoop(Loop loop, List<OpenRoom> rooms, int rate, int size) {
    this.loop = loop;
    this.rooms = rooms;
    this.interval = NANOS_PER_SECOND / rate;
    this.size = size;
  }

  /** Sends for so long, and then waits for the last ones. */
  void run(Duration time) {
    begin();
    loop.runFor(time);
    end();
  }

  void begin() {
    start = System.nanoTime();
    sent = 0;
    sending = true;
    loop.add(this);
  }

  /** Sends no more, and waits for what is on its way. */
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
