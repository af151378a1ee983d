package chat.charla.bench.scenario;

import java.time.Duration;
import java.util.List;

/**
 * The sizes of the measurements.
 *
 * @param time how long each measurement takes
 * @param rooms the fan-out
 * @param pairs the comparisons with peers
 * @param counts the measurements that have only one list of sizes
 * @param idle the idle connections
 * @param behind the readers that catch up
 */
public record Scale(Time time, Rooms rooms, Pairs pairs, Counts counts, Idle idle, Behind behind) {

  /**
   * The durations.
   *
   * @param warmUp the longest time for which a server is used before it is measured
   * @param window the duration of each measurement
   */
  public record Time(Duration warmUp, Duration window) {}

  /**
   * The fan-out.
   *
   * @param members sizes of the rooms
   * @param inFlight numbers of texts in flight
   * @param sizes sizes of the texts, in bytes
   */
  public record Rooms(List<Integer> members, List<Integer> inFlight, List<Integer> sizes) {}

  /**
   * The comparisons with peers.
   *
   * @param rounds how often each peer is measured
   * @param warmUp the longest time for which a peer is used before it is measured; it may be long,
   *     since the warm-up ends as soon as the peer is warm
   * @param members sizes of the rooms
   * @param inFlight numbers of texts in flight
   */
  public record Pairs(int rounds, Duration warmUp, List<Integer> members, List<Integer> inFlight) {}

  /**
   * The measurements that have only one list of sizes.
   *
   * @param smallRooms numbers of small rooms
   * @param senders numbers of senders of durable messages
   * @param rates messages per second of the open loop
   * @param storms numbers of clients that connect at once
   */
  public record Counts(
      List<Integer> smallRooms, List<Integer> senders, List<Integer> rates, List<Integer> storms) {}

  /**
   * The idle connections.
   *
   * @param connections numbers of connections
   * @param watch for how long the CPU time of the servers is measured
   */
  public record Idle(List<Integer> connections, Duration watch) {}

  /**
   * The readers that catch up.
   *
   * @param readers numbers of readers
   * @param messages how many messages each reader is behind
   */
  public record Behind(List<Integer> readers, int messages) {}

  /** The scale of the documented figures: less than five minutes on two cores. */
  public static Scale full() {
    return new Scale(
        new Time(Duration.ofSeconds(8), Duration.ofMillis(2000)),
        new Rooms(List.of(10, 200, 2000), List.of(1, 8, 32), List.of(100, 1024)),
        new Pairs(5, Duration.ofSeconds(60), List.of(200, 2000), List.of(1, 32)),
        new Counts(
            List.of(100, 300, 1000),
            List.of(1, 16, 64),
            List.of(1000, 7500),
            List.of(500, 1500, 5000)),
        // The server pings each connection every 30 s. So this time includes one ping of each
        // connection.
        new Idle(List.of(1000, 10_000), Duration.ofSeconds(30)),
        new Behind(List.of(100, 300, 1000), 10_000));
  }

  /**
   * A small scale of every measurement. It suffices to check that nothing is lost, and gives no
   * meaningful speed.
   */
  public static Scale smoke() {
    return new Scale(
        new Time(Duration.ofMillis(200), Duration.ofMillis(300)),
        new Rooms(List.of(10, 50), List.of(1, 8), List.of(100)),
        new Pairs(1, Duration.ofMillis(200), List.of(50), List.of(1, 8)),
        new Counts(List.of(5, 10), List.of(1, 8), List.of(200), List.of(50, 100)),
        new Idle(List.of(50, 100), Duration.ofMillis(200)),
        new Behind(List.of(5, 10), 500));
  }
}
