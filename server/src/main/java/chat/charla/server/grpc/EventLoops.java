package chat.charla.server.grpc;

import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.fatal.ProcessEnd;
import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.SingleThreadEventLoop;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads of the transport: epoll where there is one, NIO elsewhere. Every connection belongs
 * to one loop, and so do its calls and their subscriptions.
 */
final class EventLoops implements AutoCloseable {
  private static final Logger LOG = System.getLogger(EventLoops.class.getName());
  private static final long CLOSE_SECONDS = 2;

  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private final Supplier<ServerChannel> listeners;
  private final Map<EventExecutor, ReaderLoop> executors = new HashMap<>();

  EventLoops(int count) {
    boolean epoll = Epoll.isAvailable();
    DefaultThreadFactory threads = new DefaultThreadFactory("charla-loop", true);
    acceptor = epoll ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
    workers =
        epoll ? new EpollEventLoopGroup(count, threads) : new NioEventLoopGroup(count, threads);
    for (EventExecutor loop : workers) {
      executors.put(loop, readerLoop(loop));
    }
    listeners = epoll ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
  }

  EventLoopGroup acceptor() {
    return acceptor;
  }

  EventLoopGroup workers() {
    return workers;
  }

  /** Makes listening sockets whose connections pass this handler first. */
  ChannelFactory<ServerChannel> listeners(ChannelHandler first) {
    return () -> {
      ServerChannel listener = listeners.get();
      listener.pipeline().addLast(first);
      return listener;
    };
  }

  /**
   * The loop whose thread this is. gRPC does not tell which loop a call belongs to, but with a
   * direct executor its callbacks run there.
   */
  ReaderLoop current() {
    return here().getValue();
  }

  /** The same loop, as one that has timers. */
  ScheduledExecutorService currentTimers() {
    return here().getKey();
  }

  private Map.Entry<EventExecutor, ReaderLoop> here() {
    for (Map.Entry<EventExecutor, ReaderLoop> entry : executors.entrySet()) {
      if (entry.getKey().inEventLoop()) {
        return entry;
      }
    }
    throw new IllegalStateException("not on an event loop");
  }

  private static ReaderLoop readerLoop(EventExecutor loop) {
    SingleThreadEventLoop rounds = (SingleThreadEventLoop) loop;
    return new ReaderLoop(
        task -> orDrop(() -> loop.execute(ProcessEnd.guarded(task))),
        task -> orDrop(() -> rounds.executeAfterEventLoopIteration(ProcessEnd.guarded(task))));
  }

  /** What comes after the end is dropped: by then nobody is left to see its effect. */
  private static void orDrop(Runnable handingOver) {
    try {
      handingOver.run();
    } catch (RejectedExecutionException closed) {
      LOG.log(Level.DEBUG, "task dropped after close");
    }
  }

  @Override
  public void close() {
    workers.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    acceptor.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
