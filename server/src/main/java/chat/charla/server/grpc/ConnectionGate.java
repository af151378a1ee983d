package chat.charla.server.grpc;

import chat.charla.server.limit.ConnectionSlots;
import chat.charla.server.limit.Slot;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of connections. The server resets a connection over the limit as soon as it has
 * accepted the connection: before it reads a byte, before TLS, and before the connection has an
 * event loop. {@link ConnectionSlots} decides which connection the server closes: the new one, or
 * an older one that has not presented a valid session. A connection of a trusted proxy counts for a
 * client once the proxy has named that client ({@link ConnectionBeginning}).
 *
 * <p>This is a handler of the listening socket's pipeline. In that pipeline, each accepted
 * connection is a message. Thread-safe.
 */
@Sharable
final class ConnectionGate extends ChannelInboundHandlerAdapter
    implements ConnectionBeginning.Gate {
  private static final Logger LOG = System.getLogger(ConnectionGate.class.getName());

  private final ClientAddresses clients;
  private final ConnectionSlots slots;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder refused = new LongAdder();

  ConnectionGate(ConnectionLimits limits, ClientAddresses clients) {
    this.clients = clients;
    this.slots =
        new ConnectionSlots(
            limits.maxConnections(),
            limits.maxConnectionsPerAddress(),
            !clients.trustsProxies(),
            new Random());
  }

  int open() {
    return open.get();
  }

  long refused() {
    return refused.sum();
  }

  @Override
  public void channelRead(ChannelHandlerContext listener, Object accepted) {
    Channel channel = (Channel) accepted;
    Connection connection = new Connection(channel);
    Optional<String> limit = count(channel, connection);
    if (limit.isPresent()) {
      refuse(connection, limit.get());
      return;
    }
    open.incrementAndGet();
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    channel.pipeline().addLast(new ConnectionBeginning(connection, this));
    listener.fireChannelRead(accepted);
  }

  @Override
  public boolean isTrustedProxy(@Nullable InetAddress peer) {
    return clients.isTrustedProxy(peer);
  }

  @Override
  public boolean admit(Channel channel, Connection connection) {
    Optional<String> limit = count(channel, connection);
    limit.ifPresent(reached -> refuse(connection, reached));
    return limit.isEmpty();
  }

  @Override
  public void refuseUntrusted(Connection connection) {
    refused.increment();
    LOG.log(
        Level.WARNING,
        "A connection was refused because it begins with a PROXY header; it came from {0}, which"
            + " --trusted-proxies does not name",
        addressText(connection.peer()));
    connection.reset();
  }

  @Override
  public void refuseMalformed(Connection connection, String reason) {
    refused.increment();
    LOG.log(
        Level.WARNING,
        "A connection was refused because its PROXY header is malformed; it came from {0}: {1}",
        addressText(connection.peer()),
        reason);
    connection.reset();
  }

  /**
   * Counts the connection for its client, unless a limit is reached. Returns that limit, as {@link
   * ConnectionSlots#take} does, or empty if the connection was counted.
   */
  private Optional<String> count(Channel channel, Connection connection) {
    connection.freeSlot();
    Slot slot = new Slot(clients.origin(connection.peer()), () -> displaced(connection));
    Optional<String> full = slots.take(slot);
    if (full.isEmpty()) {
      connection.takeSlot(slots, slot);
      channel.closeFuture().addListener(closed -> slots.free(slot));
    }
    return full;
  }

  /**
   * Logs a refusal. Each limit has its own text, because log lines with the same text are limited
   * together.
   */
  private void refuse(Connection connection, String limit) {
    refused.increment();
    if (limit.equals(ConnectionSlots.IN_TOTAL)) {
      LOG.log(
          Level.WARNING,
          "A connection was refused, because the limit for all connections is reached");
    } else {
      LOG.log(
          Level.WARNING,
          "A connection {0} was refused, because the limit for one address is reached",
          limit);
    }
    connection.reset();
  }

  /** Closes a connection whose slot was given to another connection. */
  private void displaced(Connection connection) {
    refused.increment();
    LOG.log(
        Level.WARNING,
        "A connection from {0} was closed, because another one got its slot",
        addressText(connection.peer()));
    connection.resetFromAnyThread();
  }

  private static String addressText(@Nullable InetAddress peer) {
    return peer == null ? "an unknown address" : ClientAddresses.text(peer);
  }
}
