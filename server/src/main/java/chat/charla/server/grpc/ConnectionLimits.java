package chat.charla.server.grpc;

import chat.charla.server.options.BadOptionException;

/**
 * The limits on the number of connections and calls, and on the size of requests and headers.
 *
 * @param maxConnections maximum number of connections; 0 for no limit
 * @param maxConnectionsPerAddress maximum number of connections from one address, or 0 for no
 *     limit; for a shorter {@link chat.charla.server.limit.Prefix}, this number is multiplied by
 *     the prefix's share
 * @param maxCallsPerConnection maximum number of concurrent calls, streams included, on one
 *     connection; 1 or more
 * @param maxRequestBytes length of the longest allowed request message, without the framing of
 *     HTTP/2; 4 KiB to 16 MiB. The transport itself rejects messages of more than twice this
 *     length.
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
   * @throws BadOptionException if a value is out of range
   */
  public ConnectionLimits {
    BadOptionException.checkAtLeast(maxConnections, 0, "--max-connections");
    BadOptionException.checkAtLeast(maxConnectionsPerAddress, 0, "--max-connections-per-address");
    BadOptionException.checkAtLeast(maxCallsPerConnection, 1, "--max-calls-per-connection");
    BadOptionException.checkBetween(
        maxRequestBytes, MIN_BYTES, MAX_REQUEST_BYTES, "--max-request-bytes");
    BadOptionException.checkBetween(
        maxHeaderBytes, MIN_BYTES, MAX_HEADER_BYTES, "--max-header-bytes");
  }
}
