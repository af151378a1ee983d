package chat.charla.server.grpc;

import java.time.Duration;

/**
 * How long a connection and its calls may take; each time is more than 0, and at most a day.
 *
 * @param handshake how long a PROXY header, TLS and the HTTP/2 preface may take together
 * @param request how long a request may take to arrive, and how long a call may make no progress
 * @param idle how long a connection may have no call
 */
public record ConnectionTimes(Duration handshake, Duration request, Duration idle) {
  private static final Duration LONGEST = Duration.ofDays(1); // Used when DEFAULT is created.

  /** The times of a server that is given no options. */
  public static final ConnectionTimes DEFAULT =
      new ConnectionTimes(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(2));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a time is out of range; the message names the option
   */
  public ConnectionTimes {
    check(handshake, "handshake-timeout");
    check(request, "request-timeout");
    check(idle, "idle-timeout");
  }

  private static void check(Duration time, String option) {
    if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("--" + option + " must be more than 0, and at most 1d");
    }
  }
}
