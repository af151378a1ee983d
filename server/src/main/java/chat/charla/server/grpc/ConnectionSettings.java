package chat.charla.server.grpc;

import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;

/**
 * The settings of connections and calls that apply before the server knows the caller's session.
 *
 * @param limits how many connections and calls there may be, and how large requests and headers may
 *     be
 * @param times how long connections and calls may take
 * @param clients determines the client that a connection or call counts for
 */
public record ConnectionSettings(
    ConnectionLimits limits, ConnectionTimes times, ClientAddresses clients) {
  /** The settings of a server that is given no options. */
  public static final ConnectionSettings DEFAULT =
      new ConnectionSettings(
          ConnectionLimits.DEFAULT,
          ConnectionTimes.DEFAULT,
          new ClientAddresses(false, TrustedProxies.NONE, ForwardedHeader.X_FORWARDED_FOR));
}
