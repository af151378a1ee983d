package chat.charla.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads of the transport, based on epoll where it is available, otherwise on NIO. Each
 * connection belongs to one loop, together with its calls and their subscriptions.
 */
final class EventLoops implements AutoCloseable {
  private static final long CLOSE_SECONDS = 2;

  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private final Supplier<ServerChannel> newListener;

  EventLoops(int count) {
    boolean epoll = Epoll.isAvailable();
    DefaultThreadFactory threads = new DefaultThreadFactory("charla-loop", true);
    acceptor = epoll ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
    workers =
        epoll ? new EpollEventLoopGroup(count, threads) : new NioEventLoopGroup(count, threads);
    newListener = epoll ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
  }

  EventLoopGroup acceptor() {
    return acceptor;
  }

  EventLoopGroup workers() {
    return workers;
  }

  /**
   * A factory of listening sockets with this handler, which gets each accepted connection first.
   */
  ChannelFactory<ServerChannel> listenerFactory(ChannelHandler first) {
    return () -> {
      ServerChannel listener = newListener.get();
      listener.pipeline().addLast(first);
      return listener;
    };
  }

  /**
   * The loop of the current thread. gRPC does not say which loop a call belongs to, but with a
   * direct executor the callbacks of a call run on the call's loop.
   */
  EventExecutor current() {
    for (EventExecutor loop : workers) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    throw new IllegalStateException("not on an event loop");
  }

  @Override
  public void close() {
    workers.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    acceptor.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
