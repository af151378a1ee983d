package chat.charla.server.metrics;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Limits the number of connections of the endpoint, and how long each is open. At the limit, a new
 * connection closes the oldest, so that a client that opens connections and sends nothing does not
 * block other clients. Used by the thread of the endpoint only.
 */
@Sharable
final class ScrapeSlots extends ChannelInboundHandlerAdapter {
  /** The largest number of connections at once. */
  static final int MAX = 16;

  private final Duration lifetime;
  private final Set<Channel> open = new LinkedHashSet<>();

  /**
   * Creates slots without connections.
   *
   * @param lifetime how long a connection may be open
   */
  ScrapeSlots(Duration lifetime) {
    this.lifetime = lifetime;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Channel channel = context.channel();
    if (open.size() >= MAX) {
      open.iterator().next().close();
    }
    open.add(channel);
    var timer =
        channel
            .eventLoop()
            .schedule(() -> channel.close(), lifetime.toNanos(), TimeUnit.NANOSECONDS);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              timer.cancel(false);
              open.remove(channel);
            });
    context.fireChannelActive();
  }
}
