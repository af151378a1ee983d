package chat.charla.server.grpc;

import chat.charla.server.options.BadOptionException;
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
  private static final Duration MAX = Duration.ofDays(1);
  private static final Duration MAX_PING_PERIOD = Duration.ofSeconds(1);

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
   * @throws BadOptionException if a time is out of range
   */
  public ConnectionTimes {
    checkPositive(handshake, "--handshake-timeout");
    checkPositive(request, "--request-timeout");
    checkPositive(idle, "--idle-timeout");
    BadOptionException.check(
        !pingPeriod.isNegative() && pingPeriod.compareTo(MAX_PING_PERIOD) <= 0,
        "option.between",
        "--ping-period",
        "0s",
        "1s");
  }

  private static void checkPositive(Duration time, String option) {
    BadOptionException.check(
        !time.isNegative() && !time.isZero() && time.compareTo(MAX) <= 0,
        "option.positive",
        option,
        "1d");
  }
}
