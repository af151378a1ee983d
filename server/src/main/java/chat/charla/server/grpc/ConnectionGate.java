package chat.charla.server.grpc;

import chat.charla.server.limit.AddressCounts;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Prefix;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections, and closes those that are too many as soon as they are accepted: before a
 * byte is read, let alone TLS begun, and before they have a thread. The peer is reset, so that
 * nothing is left in the operating system either. What a trusted proxy connects for a client counts
 * for that client, as soon as the proxy has told who it is ({@link ConnectionBeginning}).
 *
 * <p>It stands in the pipeline of the listening socket, for which an accepted connection is a
 * message. Thread-safe.
 */
@Sharable
final class ConnectionGate extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = System.getLogger(ConnectionGate.class.getName());

  private final ClientAddresses clients;
  private final int most;
  private final AddressCounts byAddress;
  private final Occasionally tooMany = new Occasionally(System::nanoTime);
  private final Occasionally untrusted = new Occasionally(System::nanoTime);
  private final Occasionally malformed = new Occasionally(System::nanoTime);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  ConnectionGate(ConnectionSettings settings, ClientAddresses clients) {
    this.clients = clients;
    this.most = settings.maxConnections();
    this.byAddress = new AddressCounts(settings.maxConnectionsPerAddress());
  }

  ClientAddresses clients() {
    return clients;
  }

  int open() {
    return open.get();
  }

  int refused() {
    return refused.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext listener, Object accepted) {
    Channel channel = (Channel) accepted;
    Connection connection = new Connection(channel);
    Optional<String> reason =
        most != 0 && open.get() >= most
            ? Optional.of("there are as many as there may be in all")
            : count(channel, connection);
    if (reason.isPresent()) {
      refuse(connection, reason.get());
      return;
    }
    open.incrementAndGet();
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    channel.pipeline().addLast(new ConnectionBeginning(connection, this));
    listener.fireChannelRead(accepted);
  }

  /**
   * Counts a connection for the client that a proxy has told, or closes it if there are too many.
   *
   * @return whether it counts
   */
  boolean admit(Channel channel, Connection connection) {
    Optional<String> reason = count(channel, connection);
    reason.ifPresent(why -> refuse(connection, why));
    return reason.isEmpty();
  }

  /** Closes a connection on which a peer that is no trusted proxy pretends to be one. */
  void refuseUntrusted(Connection connection) {
    refused.incrementAndGet();
    untrusted.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Connections refused because they begin with a PROXY header: {0}; the last came"
                    + " from {1}, which --trusted-proxies does not name",
                times,
                written(connection.peer())));
    connection.reset();
  }

  /** Closes a connection of a trusted proxy whose header cannot be read. */
  void refuseMalformed(Connection connection, String reason) {
    refused.incrementAndGet();
    malformed.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Connections refused because their PROXY header is malformed: {0}; the last came"
                    + " from {1}: {2}",
                times,
                written(connection.peer()),
                reason));
    connection.reset();
  }

  /** Counts it for its client; otherwise tells why there may be no more. */
  private Optional<String> count(Channel channel, Connection connection) {
    Origin origin = clients.origin(connection.peer());
    Optional<Prefix> full = byAddress.add(origin);
    if (full.isEmpty()) {
      channel.closeFuture().addListener(closed -> byAddress.remove(origin));
    }
    return full.map(prefix -> "there are as many as there may be from " + prefix.name());
  }

  private void refuse(Connection connection, String reason) {
    refused.incrementAndGet();
    tooMany.count(
        times ->
            LOG.log(
                Level.WARNING, "Connections refused: {0}; the last because {1}", times, reason));
    connection.reset();
  }

  private static String written(@Nullable InetAddress peer) {
    return peer == null ? "an unknown address" : peer.getHostAddress();
  }
}
