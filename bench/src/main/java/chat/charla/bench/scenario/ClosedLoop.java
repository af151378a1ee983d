package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.Peer;
import java.time.Duration;
import java.util.List;

/** Keeps a fixed number of texts in flight in each of a peer's rooms. */
final class ClosedLoop {
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final double WARM_PERCENT = 3;

  private final Loop loop;
  private final Peer peer;
  private final List<Traffic> rooms;

  ClosedLoop(Loop loop, Peer peer, List<Traffic> rooms) {
    this.loop = loop;
    this.peer = peer;
    this.rooms = rooms;
  }

  /** Creates a loop with one room. */
  static ClosedLoop of(Loop loop, Peer peer, String room, int members) {
    return new ClosedLoop(loop, peer, List.of(new Traffic(peer, loop, room, members)));
  }

  /**
   * Keeps the given number of texts in flight in each room for the given time. Then it waits until
   * every text has reached all readers.
   *
   * @throws chat.charla.bench.BenchFailure if a delivery is missing
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

  /**
   * Runs until Java's JIT compiler has almost nothing left to do, but not longer than {@code most}.
   *
   * @param inFlights numbers of texts in flight, used alternately
   */
  void warmUp(List<Integer> inFlights, int size, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    Duration step = STEP.compareTo(most) < 0 ? STEP : most;
    boolean warm = false;
    while (!warm && System.nanoTime() - end < 0) {
      warm = true;
      for (int inFlight : inFlights) {
        warm &= run(inFlight, size, step).compilerPercent() < WARM_PERCENT;
      }
    }
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
