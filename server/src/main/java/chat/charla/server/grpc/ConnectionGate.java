package chat.charla.server.grpc;

import chat.charla.server.limit.AddressCounts;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Prefix;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelException;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections, and closes those that are too many as soon as they are accepted: before a
 * byte is read, let alone TLS begun, and before they have a thread. The peer is reset, so that
 * nothing is left in the operating system either.
 *
 * <p>It stands in the pipeline of the listening socket, for which an accepted connection is a
 * message. Counts may be read by any thread.
 */
@Sharable
final class ConnectionGate extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = System.getLogger(ConnectionGate.class.getName());

  private final ClientAddresses clients;
  private final int most;
  private final AddressCounts byAddress;
  private final Occasionally warning = new Occasionally(System::nanoTime);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  ConnectionGate(ConnectionSettings settings, ClientAddresses clients) {
    this.clients = clients;
    this.most = settings.maxConnections();
    this.byAddress = new AddressCounts(settings.maxConnectionsPerAddress());
  }

  int open() {
    return open.get();
  }

  int refused() {
    return refused.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext listener, Object accepted) {
    Channel connection = (Channel) accepted;
    if (most != 0 && open.get() >= most) {
      refuse(connection, "there are as many as there may be in all");
      return;
    }
    Origin origin = clients.origin(connection.remoteAddress());
    Optional<Prefix> full = byAddress.add(origin);
    if (full.isPresent()) {
      refuse(connection, "there are as many as there may be from " + full.get().name());
      return;
    }
    open.incrementAndGet();
    connection.closeFuture().addListener(closed -> closed(origin));
    listener.fireChannelRead(accepted);
  }

  private void closed(Origin origin) {
    open.decrementAndGet();
    byAddress.remove(origin);
  }

  private void refuse(Channel connection, String why) {
    refused.incrementAndGet();
    warning.count(
        times ->
            LOG.log(Level.WARNING, "Connections refused: {0}; the last because {1}", times, why));
    try {
      connection.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException alreadyReset) {
      // Some systems say so when the peer is gone.
    } finally {
      connection.unsafe().closeForcibly();
    }
  }
}
