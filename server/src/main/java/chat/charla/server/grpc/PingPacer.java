package chat.charla.server.grpc;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2CodecUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameTypes;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Paces the acknowledgements of PINGs on one connection while a little data flows. Clients with
 * grpc-go estimate the bandwidth: they send a PING when data arrives, unless an earlier PING is not
 * acknowledged yet. So in a chat, such a client sends a PING for each message that it gets, and
 * answering the PING costs the server as much as the message.
 *
 * <p>A little data flows if the server has sent DATA since the newest acknowledgement, but fewer
 * bytes than {@link #MUCH_DATA}. Then the pacer holds the next acknowledgement until a period has
 * passed since the newest one. In the second half of the period, or after much data, the pacer
 * sends it together with the next DATA, because one write to the socket costs less than two. The
 * pacer acknowledges every other PING at once:
 *
 * <ul>
 *   <li>if no data flows, because then PINGs are for keepalive and should measure the true round
 *       trip;
 *   <li>after much data. The client enlarges its windows only if most of a window arrives in one
 *       round trip. A held acknowledgement would make the round trip seem longer.
 * </ul>
 *
 * <p>RFC 9113, 6.7, says that acknowledgements should have priority over other frames. This class
 * deviates from this rule: while a little data flows, a PING may show a round trip that is too long
 * by up to a period. The period is a small part of the time after which a client considers the
 * connection lost, so no acknowledgement comes too late for keepalive.
 *
 * <p>gRPC still counts each PING when it arrives, and closes the connection after too many.
 *
 * <p>The pacer is a handler between HTTP/2 and TLS. The pacer adds itself to the pipeline when a
 * PING comes too soon for the first time; Netty has already written the acknowledgement of that
 * PING. So connections without such PINGs have no pacer in their pipelines. Owned by the
 * connection's event loop.
 */
final class PingPacer extends ChannelOutboundHandlerAdapter {
  /** Half of the smallest window that clients use, in bytes. */
  private static final int MUCH_DATA = 32 * 1024;

  /**
   * How many acknowledgements are held at once. Real clients have one PING on its way for the
   * bandwidth, and one for keepalive.
   */
  static final int MAX_HELD = 4;

  private static final int HEADER_BYTES = Http2CodecUtil.FRAME_HEADER_LENGTH;
  private static final int TYPE_OFFSET = 3;

  /** The first eight bytes of an acknowledgement: the length 8, PING, ACK, and stream 0. */
  private static final long ACKNOWLEDGEMENT = 0x00_00_08_06_01_00_00_00L;

  private record HeldAcknowledgement(ByteBuf frame, ChannelPromise promise) {}

  private final Http2ConnectionHandler http2;
  private final ChannelPipeline pipeline;
  private final ConnectionTasks tasks;
  private final LongSupplier sentBytes;
  private final LongSupplier clock;
  private final long period;

  private final Queue<HeldAcknowledgement> held = new ArrayDeque<>(MAX_HELD);
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> release;

  /** When the newest acknowledgement was written. */
  private long acknowledgedAt;

  /** How many bytes of DATA had been sent when the newest acknowledgement was written. */
  private long sentBefore;

  /** How many bytes of the current frame have not been written yet. */
  private long restOfFrame;

  /**
   * Creates the pacer of a connection.
   *
   * @param sentBytes returns how many bytes in DATA frames the server has sent on this connection
   * @param clock returns nanoseconds, like {@link System#nanoTime}
   * @param period how long an acknowledgement is held at most; 0 to acknowledge each PING at once
   */
  PingPacer(
      Http2ConnectionHandler http2,
      ChannelPipeline pipeline,
      ConnectionTasks tasks,
      LongSupplier sentBytes,
      LongSupplier clock,
      Duration period) {
    this.http2 = http2;
    this.pipeline = pipeline;
    this.tasks = tasks;
    this.sentBytes = sentBytes;
    this.clock = clock;
    this.period = period.toNanos();
    this.acknowledgedAt = clock.getAsLong() - this.period;
  }

  /** Called for each PING, after Netty has written the acknowledgement. */
  void pingRead() {
    if (context == null) {
      if (isTooSoon()) {
        pipeline.addBefore(pipeline.context(http2).name(), null, this);
      }
      recordAcknowledgement();
    }
  }

  private boolean isTooSoon() {
    long sent = sentBytes.getAsLong() - sentBefore;
    return sinceAcknowledged() < period && sent > 0 && sent < MUCH_DATA;
  }

  /** Whether the next DATA is sent together with the held acknowledgements. */
  private boolean isDueWithData() {
    return sinceAcknowledged() >= period / 2 || !isTooSoon();
  }

  private long sinceAcknowledged() {
    return clock.getAsLong() - acknowledgedAt;
  }

  private void recordAcknowledgement() {
    acknowledgedAt = clock.getAsLong();
    sentBefore = sentBytes.getAsLong();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && beginsFrame(bytes)) {
      if (isAcknowledgement(bytes)) {
        acknowledge(context, bytes, promise);
        return;
      }
      if (!held.isEmpty() && isData(bytes) && isDueWithData()) {
        writeHeld(context);
      }
    }
    context.write(message, promise);
  }

  /**
   * Whether a frame begins with these bytes. The payload of a frame may have the same bytes as
   * another frame, so this method counts the bytes of each frame. Netty writes a frame in one or
   * more buffers, one directly after the other. The first of them has the whole header.
   */
  private boolean beginsFrame(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (restOfFrame > 0 || length < HEADER_BYTES) {
      restOfFrame -= length;
      return false;
    }
    restOfFrame = HEADER_BYTES + bytes.getUnsignedMedium(bytes.readerIndex()) - length;
    return true;
  }

  private static boolean isAcknowledgement(ByteBuf frame) {
    return frame.getLong(frame.readerIndex()) == ACKNOWLEDGEMENT;
  }

  private static boolean isData(ByteBuf frame) {
    return frame.getByte(frame.readerIndex() + TYPE_OFFSET) == Http2FrameTypes.DATA;
  }

  private void acknowledge(ChannelHandlerContext context, ByteBuf frame, ChannelPromise promise) {
    if (isTooSoon() && held.size() < MAX_HELD) {
      hold(frame, promise);
    } else {
      writeHeld(context);
      context.write(frame, promise);
    }
  }

  private void hold(ByteBuf frame, ChannelPromise promise) {
    held.add(new HeldAcknowledgement(frame, promise));
    if (release == null) {
      release = tasks.schedule(period - sinceAcknowledged(), TimeUnit.NANOSECONDS, this::release);
    }
  }

  private void release() {
    if (context != null) {
      writeHeld(context);
      context.flush();
    }
  }

  private void writeHeld(ChannelHandlerContext context) {
    cancelRelease();
    for (HeldAcknowledgement next = held.poll(); next != null; next = held.poll()) {
      var unused = context.write(next.frame, next.promise);
    }
    recordAcknowledgement();
  }

  private void cancelRelease() {
    if (release != null) {
      release.cancel(false);
      release = null;
    }
  }

  /** Drops the held acknowledgements when the connection has been closed. */
  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    cancelRelease();
    for (HeldAcknowledgement next = held.poll(); next != null; next = held.poll()) {
      next.frame.release();
      next.promise.tryFailure(new ClosedChannelException());
    }
  }
}
