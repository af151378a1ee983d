package chat.charla.server.grpc;

import java.time.Duration;

/**
 * The times of a connection and its calls. Each time except {@code pingPeriod} is more than 0, and
 * at most a day.
 *
 * @param handshake how long a PROXY header, TLS and the HTTP/2 preface may take together
 * @param request how long a request may take to arrive, and how long a call may make no progress
 * @param idle how long a connection may have no call
 * @param pingPeriod the longest time for which an acknowledgement of a PING is held while a little
 *     data flows: 0 to 1 s. The contract lets a client consider its connection lost after 5 s
 *     without an acknowledgement.
 */
public record ConnectionTimes(
    Duration handshake, Duration request, Duration idle, Duration pingPeriod) {
  // These constants must precede DEFAULT, because its constructor uses them.
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration LONGEST_PING_PERIOD = Duration.ofSeconds(1);

  /** The times of a server that is given no options. */
  public static final ConnectionTimes DEFAULT =
      new ConnectionTimes(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          Duration.ofMillis(500));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a time is out of range; the message names the option
   */
  public ConnectionTimes {
    check(handshake, "handshake-timeout");
    check(request, "request-timeout");
    check(idle, "idle-timeout");
    if (pingPeriod.isNegative() || pingPeriod.compareTo(LONGEST_PING_PERIOD) > 0) {
      throw new IllegalArgumentException("--ping-period must be 0s to 1s");
    }
  }

  private static void check(Duration time, String option) {
    if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("--" + option + " must be more than 0, and at most 1d");
    }
  }
}
