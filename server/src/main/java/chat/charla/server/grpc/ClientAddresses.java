package chat.charla.server.grpc;

import chat.charla.server.limit.Origin;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who the client of a connection and of a call is, and for which clients limits for addresses
 * count. Immutable.
 *
 * <p>A trusted proxy may tell its client when it connects, by the PROXY protocol, and with each
 * call, in a header. What a client tells itself is not believed. A proxy is never limited as if it
 * were a client, and so is not limited at all if it does not tell its clients.
 */
public final class ClientAddresses {
  /** All clients have limits, and no proxy is trusted. */
  public static final ClientAddresses WITHOUT_PROXIES =
      new ClientAddresses(true, TrustedProxies.NONE, ForwardedHeader.X_FORWARDED_FOR);

  private final boolean limitLoopback;
  private final TrustedProxies trusted;
  private final ForwardedHeader header;
  private final Metadata.Key<String> key;

  /**
   * The addresses of clients.
   *
   * @param limitLoopback whether limits count for loopback addresses, too; where proxies are
   *     trusted they do in any case
   * @param trusted which peers are proxies that are believed
   * @param header in which they tell the client of a call
   */
  public ClientAddresses(boolean limitLoopback, TrustedProxies trusted, ForwardedHeader header) {
    this.limitLoopback = limitLoopback || !trusted.isEmpty();
    this.trusted = trusted;
    this.header = header;
    this.key = Metadata.Key.of(header.header(), Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Whether any proxy is believed. */
  boolean trustsProxies() {
    return !trusted.isEmpty();
  }

  /** Whether this is a proxy that is believed. */
  boolean isTrustedProxy(@Nullable InetAddress peer) {
    return peer != null && trusted.contains(peer);
  }

  /** Where the client with this address is; exempt if it has no limits, or no address. */
  Origin origin(@Nullable InetAddress client) {
    return client == null || hasNoLimits(client) ? Origin.EXEMPT : Origin.of(client);
  }

  /**
   * Where the client of a call is; exempt if it has no limits, or no address.
   *
   * @param attributes those of the call
   * @param headers those of the call
   */
  Origin origin(Attributes attributes, Metadata headers) {
    return origin(peer(attributes), headers);
  }

  private Origin origin(@Nullable InetAddress peer, Metadata headers) {
    return origin(peer == null ? null : header.client(peer, values(peer, headers), trusted));
  }

  /**
   * Where the client of a call is, if a proxy has told it with the call: then the connection has
   * calls of others as well. Empty if it has told nothing.
   */
  Optional<Origin> forwardedOrigin(Attributes attributes, Metadata headers) {
    return forwardedOrigin(peer(attributes), headers);
  }

  /** The same of a call on a connection with this peer. */
  Optional<Origin> forwardedOrigin(@Nullable InetAddress peer, Metadata headers) {
    return isTrustedProxy(peer)
        ? Optional.of(origin(peer, headers)).filter(origin -> !origin.isExempt())
        : Optional.empty();
  }

  private List<String> values(InetAddress peer, Metadata headers) {
    Iterable<String> values = isTrustedProxy(peer) ? headers.getAll(key) : null;
    List<String> copy = new ArrayList<>();
    if (values != null) {
      values.forEach(copy::add);
    }
    return copy;
  }

  private boolean hasNoLimits(InetAddress address) {
    return trusted.contains(address) || (address.isLoopbackAddress() && !limitLoopback);
  }

  private static @Nullable InetAddress peer(Attributes attributes) {
    Connection connection = attributes.get(Connection.KEY);
    return connection == null
        ? Connection.address(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
        : connection.peer();
  }
}
