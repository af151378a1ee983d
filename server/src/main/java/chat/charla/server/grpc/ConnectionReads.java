package chat.charla.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Stops reading a connection while the server has no memory for its requests, or while its peer
 * does not read the answers. This is the first handler of the connection's pipeline. Owned by the
 * connection's event loop.
 */
final class ConnectionReads extends ChannelDuplexHandler {
  private static final long PAUSE_MILLIS = 2;

  private static final long DRAIN_MILLIS = 100;

  /**
   * If more bytes than this are in the outbound buffer, the server stops reading the connection.
   * Netty buffers DATA frames only up to 64 KiB plus one write, so a slow reader does not reach
   * this limit. But Netty buffers headers, resets and acknowledgements even if the peer's windows
   * are full.
   */
  private static final int MAX_PENDING_BYTES = 256 * 1024;

  private final Connection connection;
  private final ConnectionTasks tasks;
  private final MeteredConnection metered;
  private final long timeout;
  private boolean paused;

  /** Whether all written bytes have been flushed. */
  private boolean flushed;

  /**
   * Creates the handler of a connection.
   *
   * @param metered counts the buffered bytes after each read
   * @param timeout how long the outbound buffer may exceed its limit before the connection is
   *     closed
   */
  ConnectionReads(
      Connection connection, ConnectionTasks tasks, MeteredConnection metered, Duration timeout) {
    this.connection = connection;
    this.tasks = tasks;
    this.metered = metered;
    this.timeout = timeout.toNanos();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (flushed) {
      metered.flushed();
    }
    flushed = false;
    context.fireChannelRead(bytes);
    metered.chargeUncharged();
    if (!paused && connection.pending() > MAX_PENDING_BYTES) {
      pause();
      resumeWhenDrained(System.nanoTime());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    flushed = true;
    metered.flushed();
  }

  /**
   * Ignores requests to read during a pause. Netty's HTTP/2 handler makes such requests even if
   * auto-read is off.
   */
  @Override
  public void read(ChannelHandlerContext context) {
    if (!paused) {
      context.read();
    }
  }

  /**
   * Whether the outbound buffer has more than twice the bytes at which reading stops. Up to this
   * size, the server still answers the frames that it has already read.
   */
  boolean isOverfull() {
    return connection.pending() > 2 * MAX_PENDING_BYTES;
  }

  /**
   * Stops reading until there is memory for this call again. The budget is aborting a call to free
   * memory. Without the pause, all connections of this loop could receive much data before the call
   * is aborted.
   */
  void pause(MeteredCall call) {
    if (!paused) {
      pause();
      resumeWhenMemoryIsFree(call);
    }
  }

  private void pause() {
    paused = true;
    connection.channel().config().setAutoRead(false);
  }

  private void resume() {
    paused = false;
    connection.channel().config().setAutoRead(true);
  }

  /**
   * Resumes reading when the outbound buffer has drained enough, or closes the connection after the
   * timeout.
   */
  private void resumeWhenDrained(long since) {
    tasks.runAfter(
        DRAIN_MILLIS,
        TimeUnit.MILLISECONDS,
        () -> {
          if (connection.pending() <= MAX_PENDING_BYTES) {
            resume();
          } else if (System.nanoTime() - since >= timeout) {
            connection.reset();
          } else {
            resumeWhenDrained(since);
          }
        });
  }

  private void resumeWhenMemoryIsFree(MeteredCall call) {
    tasks.runAfter(
        PAUSE_MILLIS,
        TimeUnit.MILLISECONDS,
        () -> {
          if (call.isStillExceeded()) {
            resumeWhenMemoryIsFree(call);
          } else {
            resume();
          }
        });
  }
}
