package chat.charla.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2CodecUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.util.OptionalInt;

/**
 * Measures how many bytes were sent on the HTTP/2 streams of a connection, and resets HTTP/2
 * streams. Owned by the connection's event loop.
 */
final class CallStreams {
  /** The initial window of a connection, in bytes; no setting changes it. */
  private static final int CONNECTION_WINDOW = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

  private final Http2ConnectionHandler http2;
  private final ChannelHandlerContext context;
  private final SendWindow connectionWindow = new SendWindow();

  /**
   * Creates an object for the connection with this pipeline. The HTTP/2 handshake must be complete.
   */
  CallStreams(ChannelPipeline pipeline) {
    this.http2 = pipeline.get(Http2ConnectionHandler.class);
    this.context = pipeline.context(http2);
  }

  /** Records that the peer has enlarged the window of the connection. */
  void connectionWindowEnlarged(int bytes) {
    connectionWindow.added(bytes);
  }

  /** The number of bytes in the DATA frames that were written on this connection. */
  long sentBytes() {
    int size = flow().windowSize(http2.connection().connectionStream());
    return connectionWindow.sent(CONNECTION_WINDOW, size);
  }

  /** The initial window of each HTTP/2 stream, as the peer has set it, in bytes. */
  int initialWindow() {
    return flow().initialWindowSize();
  }

  /** The window of the HTTP/2 stream with this id, in bytes; empty if the stream has ended. */
  OptionalInt window(int id) {
    Http2Stream stream = http2.connection().stream(id);
    return stream == null ? OptionalInt.empty() : OptionalInt.of(flow().windowSize(stream));
  }

  /** Whether data waits until the peer enlarges the window, or until the connection is writable. */
  boolean hasQueued(int id) {
    Http2Stream stream = http2.connection().stream(id);
    return stream != null && flow().hasFlowControlled(stream);
  }

  /** Resets the HTTP/2 stream with this id at once, unless it has ended. */
  void reset(int id, AbortReason reason) {
    Http2Stream stream = http2.connection().stream(id);
    if (stream == null) {
      return;
    }
    long enhanceYourCalm = Http2Error.ENHANCE_YOUR_CALM.code();
    ChannelPromise promise = context.newPromise();
    var unused =
        http2.encoder().frameWriter().writeRstStream(context, id, enhanceYourCalm, promise);
    stream.resetSent();
    // Tell gRPC of the reset, so that it does not reset the stream again. The code is CANCEL,
    // because gRPC closes a connection after too many resets, but does not count its own resets
    // with CANCEL.
    http2.onError(context, true, Http2Exception.streamError(id, Http2Error.CANCEL, reason.text()));
    stream.close(); // Drops the stream's queued data, even if the reset cannot be sent.
  }

  private Http2RemoteFlowController flow() {
    return http2.connection().remote().flowController();
  }
}
