package chat.charla.bench.scenario;

import java.time.Duration;
import java.util.List;

/**
 * The sizes of the measurements.
 *
 * @param members sizes of the rooms in the fan-out
 * @param inFlight numbers of texts in flight
 * @param sizes sizes of the texts, in bytes
 * @param warmUp the longest time for which a server is used before it is measured
 * @param window the duration of each measurement
 * @param rounds how often each peer is measured
 * @param pairWarmUp the same as {@code warmUp} for comparisons with peers; it may be long, since
 *     the warm-up ends at once for a peer that needs none
 * @param pairMembers sizes of the rooms in comparisons with peers
 * @param pairInFlight numbers of texts in flight there
 * @param smallRooms numbers of small rooms
 * @param senders numbers of senders of durable messages
 * @param rates messages per second of the open loop
 * @param idle numbers of idle connections
 * @param idleWatch how long their CPU time is measured
 * @param storms numbers of clients that connect at once
 * @param readersBehind numbers of readers that catch up
 * @param messagesBehind how many messages each of them is behind
 */
public record Scale(
    List<Integer> members,
    List<Integer> inFlight,
    List<Integer> sizes,
    Duration warmUp,
    Duration window,
    int rounds,
    Duration pairWarmUp,
    List<Integer> pairMembers,
    List<Integer> pairInFlight,
    List<Integer> smallRooms,
    List<Integer> senders,
    List<Integer> rates,
    List<Integer> idle,
    Duration idleWatch,
    List<Integer> storms,
    List<Integer> readersBehind,
    int messagesBehind) {

  /** The scale of the documented figures: less than five minutes on two cores. */
  public static Scale full() {
    return new Scale(
        List.of(10, 200, 2000),
        List.of(1, 8, 32),
        List.of(100, 1024),
        Duration.ofSeconds(8),
        Duration.ofMillis(2000),
        5,
        Duration.ofSeconds(60),
        List.of(200, 2000),
        List.of(1, 32),
        List.of(100, 300, 1000),
        List.of(1, 16, 64),
        List.of(1000, 7500),
        List.of(1000, 10_000),
        // The server pings each connection every 30 s, so this includes each ping once.
        Duration.ofSeconds(30),
        List.of(500, 1500, 5000),
        List.of(100, 300, 1000),
        10_000);
  }

  /**
   * A small scale of every measurement, which checks that nothing is lost and says nothing about
   * speed.
   */
  public static Scale smoke() {
    return new Scale(
        List.of(10, 50),
        List.of(1, 8),
        List.of(100),
        Duration.ofMillis(200),
        Duration.ofMillis(300),
        1,
        Duration.ofMillis(200),
        List.of(50),
        List.of(1, 8),
        List.of(5, 10),
        List.of(1, 8),
        List.of(200),
        List.of(50, 100),
        Duration.ofMillis(200),
        List.of(50, 100),
        List.of(5, 10),
        500);
  }
}
