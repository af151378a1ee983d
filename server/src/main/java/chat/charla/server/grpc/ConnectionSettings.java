package chat.charla.server.grpc;

import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import java.time.Duration;

/**
 * Limits on connections and calls, which apply before the server knows the caller's session.
 *
 * @param maxConnections maximum number of connections; 0 for no limit
 * @param maxConnectionsPerAddress maximum number from one address; for a shorter {@link
 *     chat.charla.server.limit.Prefix} it is multiplied by the share of that prefix; 0 for no limit
 * @param maxCallsPerConnection maximum number of concurrent calls, streams included, on one
 *     connection
 * @param maxRequestBytes longest request message that is not refused, without the framing of
 *     HTTP/2; the transport itself rejects messages of more than twice as many bytes
 * @param maxHeaderBytes largest header list of a call, uncompressed, as RFC 9113, 6.5.2, measures
 *     it
 * @param handshakeTimeout how long a PROXY header, TLS and the HTTP/2 preface may take together
 * @param requestTimeout how long a request may take to arrive, and how long a call may make no
 *     progress
 * @param idleTimeout how long a connection may have no call
 * @param limitLoopback whether limits per address apply to loopback addresses, too; if proxies are
 *     trusted, they do in any case
 * @param trustedProxies the proxies that are trusted to name their clients
 * @param forwardedHeader the header in which they name the client of a call
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
  /** The smallest limit on requests and headers that ordinary calls fit in. */
  public static final int MIN_BYTES = 4096;

  private static final Duration LONGEST = Duration.ofDays(1);

  /** The settings of a server that is given no options. */
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
   * @throws IllegalArgumentException if a value is out of range; the message names the option
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
