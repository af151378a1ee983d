package chat.charla.server.grpc;

/**
 * The limits on the number of connections and calls, and on the size of requests and headers.
 *
 * @param maxConnections maximum number of connections; 0 for no limit
 * @param maxConnectionsPerAddress maximum number of connections from one address, or 0 for no
 *     limit; for a shorter {@link chat.charla.server.limit.Prefix}, this number is multiplied by
 *     the prefix's share
 * @param maxCallsPerConnection maximum number of concurrent calls, streams included, on one
 *     connection; 1 or more
 * @param maxRequestBytes longest request message that is not refused, without the framing of
 *     HTTP/2; 4 KiB to 16 MiB. The transport itself rejects messages of more than twice as many
 *     bytes.
 * @param maxHeaderBytes largest header list of a call, uncompressed, as RFC 9113, 6.5.2, measures
 *     it; 4 KiB to 1 MiB
 */
public record ConnectionLimits(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxCallsPerConnection,
    int maxRequestBytes,
    int maxHeaderBytes) {
  /** The smallest allowed limit on requests and headers. Ordinary calls stay within it. */
  public static final int MIN_BYTES = 4096;

  /** The limits of a server that is given no options. */
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(10_000, 500, 100, 256 * 1024, 8 * 1024);

  private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;
  private static final int MAX_HEADER_BYTES = 1024 * 1024;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names the option
   */
  public ConnectionLimits {
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
  }

  private static void check(boolean valid, String option, String range) {
    if (!valid) {
      throw new IllegalArgumentException("--" + option + " must be " + range);
    }
  }
}
