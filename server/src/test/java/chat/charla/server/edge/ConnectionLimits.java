package chat.charla.server.edge;

import chat.charla.server.grpc.ConnectionSettings;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import java.time.Duration;

/** The default limits of connections, with changes. */
final class ConnectionLimits {
  private static final ConnectionSettings DEFAULT = ConnectionSettings.DEFAULT;

  private int all = DEFAULT.maxConnections();
  private int perAddress = DEFAULT.maxConnectionsPerAddress();
  private int calls = DEFAULT.maxCallsPerConnection();
  private Duration handshake = DEFAULT.handshakeTimeout();
  private Duration request = DEFAULT.requestTimeout();
  private Duration idle = DEFAULT.idleTimeout();
  private boolean limitLoopback = DEFAULT.limitLoopback();
  private TrustedProxies trustedProxies = DEFAULT.trustedProxies();
  private ForwardedHeader forwardedHeader = DEFAULT.forwardedHeader();

  ConnectionLimits all(int count) {
    all = count;
    return this;
  }

  ConnectionLimits perAddress(int count) {
    perAddress = count;
    return this;
  }

  ConnectionLimits calls(int count) {
    calls = count;
    return this;
  }

  ConnectionLimits handshake(Duration timeout) {
    handshake = timeout;
    return this;
  }

  ConnectionLimits request(Duration timeout) {
    request = timeout;
    return this;
  }

  ConnectionLimits idle(Duration timeout) {
    idle = timeout;
    return this;
  }

  ConnectionLimits limitLoopback(boolean limited) {
    limitLoopback = limited;
    return this;
  }

  ConnectionLimits trustedProxies(String proxies) {
    trustedProxies = TrustedProxies.parse(proxies);
    return this;
  }

  ConnectionLimits forwardedHeader(ForwardedHeader header) {
    forwardedHeader = header;
    return this;
  }

  ConnectionSettings settings() {
    return new ConnectionSettings(
        all,
        perAddress,
        calls,
        DEFAULT.maxRequestBytes(),
        DEFAULT.maxHeaderBytes(),
        handshake,
        request,
        idle,
        limitLoopback,
        trustedProxies,
        forwardedHeader);
  }
}
