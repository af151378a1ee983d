package chat.charla.server.edge;

import chat.charla.server.grpc.ClientAddresses;
import chat.charla.server.grpc.ConnectionLimits;
import chat.charla.server.grpc.ConnectionSettings;
import chat.charla.server.grpc.ConnectionTimes;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import java.time.Duration;

/** The default settings of connections, with changes. */
final class ConnectionChanges {
  private static final ConnectionLimits LIMITS = ConnectionLimits.DEFAULT;
  private static final ConnectionTimes TIMES = ConnectionTimes.DEFAULT;

  private int all = LIMITS.maxConnections();
  private int perAddress = LIMITS.maxConnectionsPerAddress();
  private int calls = LIMITS.maxCallsPerConnection();
  private Duration handshake = TIMES.handshake();
  private Duration request = TIMES.request();
  private Duration idle = TIMES.idle();
  private Duration pingPeriod = TIMES.pingPeriod();
  private boolean limitLoopback;
  private TrustedProxies trustedProxies = TrustedProxies.NONE;
  private ForwardedHeader forwardedHeader = ForwardedHeader.X_FORWARDED_FOR;

  ConnectionChanges all(int count) {
    all = count;
    return this;
  }

  ConnectionChanges perAddress(int count) {
    perAddress = count;
    return this;
  }

  ConnectionChanges calls(int count) {
    calls = count;
    return this;
  }

  ConnectionChanges handshake(Duration timeout) {
    handshake = timeout;
    return this;
  }

  ConnectionChanges request(Duration timeout) {
    request = timeout;
    return this;
  }

  ConnectionChanges idle(Duration timeout) {
    idle = timeout;
    return this;
  }

  ConnectionChanges pingPeriod(Duration period) {
    pingPeriod = period;
    return this;
  }

  ConnectionChanges limitLoopback(boolean limited) {
    limitLoopback = limited;
    return this;
  }

  ConnectionChanges trustedProxies(String proxies) {
    trustedProxies = TrustedProxies.parse(proxies);
    return this;
  }

  ConnectionChanges forwardedHeader(ForwardedHeader header) {
    forwardedHeader = header;
    return this;
  }

  ConnectionSettings settings() {
    return new ConnectionSettings(
        new ConnectionLimits(
            all, perAddress, calls, LIMITS.maxRequestBytes(), LIMITS.maxHeaderBytes()),
        new ConnectionTimes(handshake, request, idle, pingPeriod),
        new ClientAddresses(limitLoopback, trustedProxies, forwardedHeader));
  }
}
