package chat.charla.server.grpc;

import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import java.time.Duration;

/**
 * What the server takes from whoever connects, before it knows who that is.
 *
 * @param maxConnections how many connections there may be; 0 for any number
 * @param maxConnectionsPerAddress how many from one address, and how many times as many from a
 *     larger {@link chat.charla.server.limit.Prefix} says its share; 0 for any number
 * @param maxCallsPerConnection how many calls, streams included, may be open on one connection
 * @param maxRequestBytes longest message of a call that is not refused, without what HTTP/2 puts
 *     around it; beyond twice as many bytes the transport refuses it
 * @param maxHeaderBytes longest headers of a call, uncompressed, by the measure of RFC 9113, 6.5.2
 * @param handshakeTimeout how long a PROXY header, TLS and the beginning of HTTP/2 may take
 *     together
 * @param requestTimeout how long the request of a call may take to arrive
 * @param idleTimeout how long there may be a connection without a call
 * @param limitLoopback whether what counts for addresses counts for loopback addresses, too; where
 *     proxies are trusted, it does in any case
 * @param trustedProxies which peers are proxies that are believed who their clients are
 * @param forwardedHeader in which they tell the client of a call
 */
public record ConnectionSettings(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxCallsPerConnection,
    int maxRequestBytes,
    int maxHeaderBytes,
    Duration handshakeTimeout,
    Duration requestTimeout,
    Duration idleTimeout,
    boolean limitLoopback,
    TrustedProxies trustedProxies,
    ForwardedHeader forwardedHeader) {
  /** Less would not do for an ordinary call. */
  public static final int MIN_BYTES = 4096;

  private static final Duration LONGEST = Duration.ofDays(1);

  /** What a server has if nothing else is said. */
  public static final ConnectionSettings DEFAULT =
      new ConnectionSettings(
          10_000,
          500,
          100,
          256 * 1024,
          8 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          false,
          TrustedProxies.NONE,
          ForwardedHeader.X_FORWARDED_FOR);

  private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;
  private static final int MAX_HEADER_BYTES = 1024 * 1024;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is left, with the name of the option
   */
  public ConnectionSettings {
    check(maxConnections >= 0, "max-connections", "0 or more");
    check(maxConnectionsPerAddress >= 0, "max-connections-per-address", "0 or more");
    check(maxCallsPerConnection >= 1, "max-calls-per-connection", "1 or more");
    check(
        maxRequestBytes >= MIN_BYTES && maxRequestBytes <= MAX_REQUEST_BYTES,
        "max-request-bytes",
        MIN_BYTES + " to " + MAX_REQUEST_BYTES);
    check(
        maxHeaderBytes >= MIN_BYTES && maxHeaderBytes <= MAX_HEADER_BYTES,
        "max-header-bytes",
        MIN_BYTES + " to " + MAX_HEADER_BYTES);
    checkDuration(handshakeTimeout, "handshake-timeout");
    checkDuration(requestTimeout, "request-timeout");
    checkDuration(idleTimeout, "idle-timeout");
  }

  private static void checkDuration(Duration duration, String option) {
    check(
        !duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST) <= 0,
        option,
        "more than 0, and at most 1d");
  }

  private static void check(boolean valid, String option, String range) {
    if (!valid) {
      throw new IllegalArgumentException("--" + option + " must be " + range);
    }
  }
}
