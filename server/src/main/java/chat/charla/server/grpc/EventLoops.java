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
 * The threads of the transport, based on epoll where it is available, otherwise on NIO. Each
 * connection belongs to one loop, together with its calls and their subscriptions.
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

  /** Creates listening sockets with this handler, which gets each accepted connection first. */
  ChannelFactory<ServerChannel> listeners(ChannelHandler first) {
    return () -> {
      ServerChannel listener = listeners.get();
      listener.pipeline().addLast(first);
      return listener;
    };
  }

  /**
   * The loop of the current thread. gRPC does not say which loop a call belongs to, but with a
   * direct executor the callbacks of a call run on the call's loop.
   */
  ReaderLoop current() {
    return currentEntry().getValue();
  }

  /** The loop of the current thread, as an executor with timers. */
  ScheduledExecutorService currentTimers() {
    return currentEntry().getKey();
  }

  private Map.Entry<EventExecutor, ReaderLoop> currentEntry() {
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

  /**
   * Drops a task that is submitted after the loops have ended: all connections are closed by then.
   */
  private static void orDrop(Runnable submission) {
    try {
      submission.run();
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
