package chat.charla.server.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2CodecUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameTypes;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Joins the header and the payload of a DATA frame of up to {@link #MAX_PAYLOAD} into one buffer.
 * Netty's HTTP/2 handler writes the two one after the other, but writing one buffer to a socket
 * takes less time than writing two. This handler is between HTTP/2 and the socket. A connection
 * with TLS does not need it, because Netty's TLS handler joins small buffers itself. Owned by the
 * connection's event loop.
 */
final class FrameJoiner extends ChannelOutboundHandlerAdapter {
  /** The largest payload that this class copies, in bytes. */
  static final int MAX_PAYLOAD = 4 * 1024;

  private static final int HEADER = Http2CodecUtil.FRAME_HEADER_LENGTH;
  private static final int TYPE = 3;

  /**
   * A header that waits for its payload, which is the next write, and the promise of the header's
   * write; null between frames.
   */
  private @Nullable ByteBuf header;

  private @Nullable ChannelPromise headerPromise;

  /** Adds this handler to each connection without TLS when its HTTP/2 handshake is complete. */
  static final class Installer extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes attributes) {
      Connection connection = attributes.get(Connection.KEY);
      if (connection != null && connection.channel().pipeline().get(SslHandler.class) == null) {
        ChannelPipeline pipeline = connection.channel().pipeline();
        String http2 = pipeline.context(Http2ConnectionHandler.class).name();
        pipeline.addBefore(http2, null, new FrameJoiner());
      }
      return attributes;
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf pendingHeader = header;
    ChannelPromise pendingPromise = headerPromise;
    if (pendingHeader != null && pendingPromise != null) {
      header = null;
      headerPromise = null;
      if (message instanceof ByteBuf payload
          && length(pendingHeader) == payload.readableBytes()
          && writeJoined(context, pendingHeader, payload, promise)) {
        // Netty fails or completes a frame when both promises are done.
        pendingPromise.trySuccess();
        return;
      }
      context.write(pendingHeader, pendingPromise);
    } else if (message instanceof ByteBuf bytes && isHeaderOfSmallFrame(bytes)) {
      header = bytes;
      headerPromise = promise;
      return;
    }
    context.write(message, promise);
  }

  /**
   * Writes the header and the payload in one buffer. Returns false, and writes nothing, if there is
   * no memory for the buffer.
   */
  private static boolean writeJoined(
      ChannelHandlerContext context, ByteBuf header, ByteBuf payload, ChannelPromise promise) {
    ByteBuf frame;
    try {
      frame = context.alloc().directBuffer(HEADER + payload.readableBytes());
    } catch (OutOfMemoryError noDirectMemory) {
      return false;
    }
    frame.writeBytes(header).writeBytes(payload);
    header.release();
    payload.release();
    context.write(frame, promise);
    return true;
  }

  private static boolean isHeaderOfSmallFrame(ByteBuf bytes) {
    return bytes.readableBytes() == HEADER
        && bytes.getByte(bytes.readerIndex() + TYPE) == Http2FrameTypes.DATA
        && length(bytes) > 0
        && length(bytes) <= MAX_PAYLOAD;
  }

  private static int length(ByteBuf header) {
    return header.getUnsignedMedium(header.readerIndex());
  }

  /**
   * Releases a header whose payload was not written. This is only a safeguard, because Netty always
   * writes both.
   */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (header != null && headerPromise != null) {
      header.release();
      headerPromise.tryFailure(new IllegalStateException("a frame without its payload"));
      header = null;
      headerPromise = null;
    }
  }
}
