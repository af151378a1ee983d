package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.Peer;
import java.time.Duration;
import java.util.List;

/** Rooms of one peer, each with a stated number of texts in flight. */
final class ClosedLoop {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Loop loop;
  private final Peer peer;
  private final List<Traffic> rooms;

  ClosedLoop(Loop loop, Peer peer, List<Traffic> rooms) {
    this.loop = loop;
    this.peer = peer;
    this.rooms = rooms;
  }

  /** A loop with one room. */
  static ClosedLoop of(Loop loop, Peer peer, String room, int members) {
    return new ClosedLoop(loop, peer, List.of(new Traffic(peer, loop, room, members)));
  }

  /**
   * Keeps so many texts in flight in each room for this time, and then waits for the last ones.
   *
   * @throws chat.charla.bench.BenchFailure if one does not come
   */
  Measured run(int inFlight, int size, Duration time) {
    long sent = sent();
    long delivered = delivered();
    Meter meter = Meter.start(peer.process());
    long end = System.nanoTime() + time.toNanos();
    rooms.forEach(room -> room.start(inFlight, size));
    loop.runUntil(
        "deliveries of " + peer.name(),
        SILENCE,
        this::delivered,
        () -> System.nanoTime() - end >= 0);
    rooms.forEach(Traffic::stop);
    loop.runUntil(
        "the last deliveries of " + peer.name(),
        SILENCE,
        this::delivered,
        () -> rooms.stream().allMatch(Traffic::settled));
    return meter.stop(sent() - sent, delivered() - delivered);
  }

  private long sent() {
    return rooms.stream().mapToLong(room -> room.tally().sent()).sum();
  }

  private long delivered() {
    long sum = 0;
    for (Traffic room : rooms) {
      sum += room.tally().deliveries();
    }
    return sum;
  }
}
