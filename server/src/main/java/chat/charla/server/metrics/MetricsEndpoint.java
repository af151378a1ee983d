package chat.charla.server.metrics;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves the metrics at {@code /metrics} by HTTP/1.1, without TLS.
 *
 * <p>One thread does all the work. A request may have at most {@link #MAX_HEADER_BYTES} of headers.
 * A connection gets one answer, and is open for at most {@link #LIFETIME}. All clients get the same
 * page for a second. So even many slow or hostile clients use little memory, and do not delay the
 * chat.
 *
 * <p>The owner must start the endpoint once, and then close it once.
 */
public final class MetricsEndpoint implements AutoCloseable {
  /** How long a connection may be open, with its request and its answer. */
  static final Duration LIFETIME = Duration.ofSeconds(10);

  /** The longest headers of a request, in bytes. */
  static final int MAX_HEADER_BYTES = 8192;

  private static final int MAX_LINE_BYTES = 2048;
  private static final int MAX_CHUNK_BYTES = 1024;
  private static final int BACKLOG = 16;

  private final InetSocketAddress address;
  private final ScrapeHandler handler;
  private final ScrapeSlots slots;
  private @Nullable NioEventLoopGroup thread;
  private @Nullable Channel listener;

  /**
   * Creates an endpoint that does not listen yet.
   *
   * @param address the address, which must be resolved, and the port; port 0 means a free port
   */
  public MetricsEndpoint(InetSocketAddress address, Metrics metrics) {
    this(address, metrics, LIFETIME);
  }

  MetricsEndpoint(InetSocketAddress address, Metrics metrics, Duration lifetime) {
    this.address = address;
    this.handler = new ScrapeHandler(new MetricsPages(metrics, System::nanoTime));
    this.slots = new ScrapeSlots(lifetime);
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if the address cannot be bound
   */
  public void start() throws IOException {
    NioEventLoopGroup loop =
        new NioEventLoopGroup(1, new DefaultThreadFactory("charla-metrics", true));
    thread = loop;
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection
                        .pipeline()
                        .addLast(
                            slots,
                            new HttpServerCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_CHUNK_BYTES),
                            handler);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      Throwable cause = bound.cause();
      throw cause instanceof IOException io ? io : new IOException(cause);
    }
    listener = bound.channel();
  }

  /** The port on which the endpoint listens; 0 if it does not listen. */
  public int port() {
    Channel open = listener;
    return open == null ? 0 : ((InetSocketAddress) open.localAddress()).getPort();
  }

  /** Whether other machines can reach the endpoint. */
  public boolean isRemotelyReachable() {
    return !address.getAddress().isLoopbackAddress();
  }

  /** Closes the port and all connections. */
  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
