package chat.charla.server.grpc;

import chat.charla.server.limit.Origin;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import com.google.common.net.InetAddresses;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Determines the address of the client of a connection or a call, and whether limits per address
 * apply to that client. Immutable.
 *
 * <p>A trusted proxy may name its client by the PROXY protocol when it connects, and in a header of
 * each call. The server ignores the same information from any other peer. No limit per address
 * applies to a trusted proxy itself, even if the proxy does not name its clients.
 *
 * <p>If a call from this machine has a header of a proxy, but its peer is not a trusted proxy, then
 * the peer is an untrusted proxy, and its client may be on any machine. So limits apply to this
 * proxy, and the connection counts as unprotected.
 */
public final class ClientAddresses {
  /** Limits apply to all clients, and no proxy is trusted. */
  public static final ClientAddresses WITHOUT_PROXIES =
      new ClientAddresses(true, TrustedProxies.NONE, ForwardedHeader.X_FORWARDED_FOR);

  /** If a call has this header several times, {@link Metadata#get} returns the last value. */
  private static final Metadata.Key<String> PROTOCOL =
      Metadata.Key.of("x-forwarded-proto", Metadata.ASCII_STRING_MARSHALLER);

  /** Headers that proxies add to calls, besides the headers that begin with "x-forwarded-". */
  private static final Set<String> ADDED_BY_PROXIES = Set.of("forwarded", "via", "x-real-ip");

  private final boolean limitLoopback;
  private final TrustedProxies trusted;
  private final ForwardedHeader header;
  private final Metadata.Key<String> key;

  /**
   * Creates the rules.
   *
   * @param limitLoopback whether limits apply to loopback addresses, too; ignored if any proxy is
   *     trusted, because limits then apply to all loopback addresses except those of trusted
   *     proxies
   * @param trusted the proxies that may name their clients
   * @param header the header in which proxies name the client of a call
   */
  public ClientAddresses(boolean limitLoopback, TrustedProxies trusted, ForwardedHeader header) {
    this.limitLoopback = limitLoopback || !trusted.isEmpty();
    this.trusted = trusted;
    this.header = header;
    this.key = Metadata.Key.of(header.header(), Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Whether any proxy is trusted. */
  public boolean trustsProxies() {
    return !trusted.isEmpty();
  }

  /** The proxies that are trusted. */
  TrustedProxies trustedProxies() {
    return trusted;
  }

  /** Whether this peer is a trusted proxy. */
  boolean isTrustedProxy(@Nullable InetAddress peer) {
    return peer != null && trusted.contains(peer);
  }

  /**
   * The origin of a client with this address; exempt if no limits apply to the address, or if the
   * address is null.
   */
  Origin origin(@Nullable InetAddress client) {
    return client == null || hasNoLimits(client) ? Origin.EXEMPT : Origin.of(client);
  }

  /**
   * The origin of a call; exempt if no limits apply to the client, or if the client has no address.
   *
   * @param attributes the attributes of the call
   * @param headers the headers of the call
   */
  Origin origin(Attributes attributes, Metadata headers) {
    InetAddress peer = peer(attributes);
    return peer != null && isUntrustedProxy(peer, headers)
        ? Origin.of(peer)
        : origin(peer, headers);
  }

  private Origin origin(@Nullable InetAddress peer, Metadata headers) {
    return origin(client(peer, headers));
  }

  /**
   * The address of a call's client, as readable text; empty if the client has no Internet address.
   *
   * @param attributes the attributes of the call
   * @param headers the headers of the call
   */
  String address(Attributes attributes, Metadata headers) {
    InetAddress client = client(peer(attributes), headers);
    return client == null ? "" : text(client);
  }

  /**
   * The address of a call's client; null if no limits per address apply to the client, or if it has
   * no Internet address.
   *
   * @param attributes the attributes of the call
   * @param headers the headers of the call
   */
  @Nullable InetAddress limitedAddress(Attributes attributes, Metadata headers) {
    InetAddress client = client(peer(attributes), headers);
    return client == null || hasNoLimits(client) ? null : client;
  }

  /**
   * Whether the client of a call has a protected connection: the client uses TLS, or runs on this
   * machine. If the call comes through a trusted proxy, the header "x-forwarded-proto" says whether
   * the proxy's client uses TLS. A call through another proxy on this machine is unprotected.
   *
   * @param attributes the attributes of the call
   * @param headers the headers of the call
   */
  boolean isSecure(Attributes attributes, Metadata headers) {
    InetAddress peer = peer(attributes);
    return isTrustedProxy(peer)
        ? "https".equals(headers.get(PROTOCOL))
        : peer == null
            || (!isUntrustedProxy(peer, headers)
                && (peer.isLoopbackAddress()
                    || attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION) != null));
  }

  /**
   * Whether the TLS session of a call is that of its client, as far as the server can know: the
   * peer is not a trusted proxy, and the call has no header of a proxy. A proxy that only forwards
   * bytes, perhaps after a PROXY header, does not end the client's TLS session.
   *
   * @param attributes the attributes of the call
   * @param headers the headers of the call
   */
  boolean isDirect(Attributes attributes, Metadata headers) {
    return !isTrustedProxy(peer(attributes)) && !hasHeaderOfProxy(headers);
  }

  /** Whether the headers show that the peer is an untrusted proxy on this machine. */
  private boolean isUntrustedProxy(InetAddress peer, Metadata headers) {
    return peer.isLoopbackAddress() && !isTrustedProxy(peer) && hasHeaderOfProxy(headers);
  }

  private static boolean hasHeaderOfProxy(Metadata headers) {
    return headers.keys().stream()
        .anyMatch(name -> name.startsWith("x-forwarded-") || ADDED_BY_PROXIES.contains(name));
  }

  /** The address as readable text: an IPv6 address is in brackets, and in its shortest form. */
  static String text(InetAddress address) {
    return InetAddresses.toUriString(address);
  }

  private @Nullable InetAddress client(@Nullable InetAddress peer, Metadata headers) {
    return peer == null ? null : header.client(peer, values(peer, headers), trusted);
  }

  /**
   * The origin of a call that a trusted proxy has forwarded; empty if the peer is not a trusted
   * proxy, or if no limits apply to the client.
   */
  Optional<Origin> forwardedOrigin(Attributes attributes, Metadata headers) {
    return forwardedOrigin(peer(attributes), headers);
  }

  /**
   * Like {@link #forwardedOrigin(Attributes, Metadata)}, for a call on a connection with this peer.
   */
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
