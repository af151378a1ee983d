package chat.charla.server.grpc;

import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.util.HashSet;
import java.util.Set;

/**
 * Handles HTTP/2 streams that the server has answered, in two cases that gRPC does not handle.
 * Owned by the connection's event loop.
 *
 * <ul>
 *   <li>gRPC itself answers an HTTP/2 stream that is not a valid call, and does not report when
 *       this stream ends. This class observes the end, and then releases the memory of the answer.
 *   <li>If the server answers an HTTP/2 stream before the request is complete, the HTTP/2 stream
 *       would stay open. So this class resets the HTTP/2 stream.
 * </ul>
 */
final class AnsweredHttp2Streams extends Http2ConnectionAdapter {
  private final Http2ConnectionHandler http2;
  private final ChannelHandlerContext context;
  private final ConnectionTasks tasks;
  private final MeteredConnection metered;

  /** The ids of the HTTP/2 streams that gRPC has answered itself. */
  private final Set<Integer> invalid = new HashSet<>();

  /**
   * Creates the listener of a connection.
   *
   * @param context the context of the HTTP/2 handler
   */
  AnsweredHttp2Streams(
      Http2ConnectionHandler http2,
      ChannelHandlerContext context,
      ConnectionTasks tasks,
      MeteredConnection metered) {
    this.http2 = http2;
    this.context = context;
    this.tasks = tasks;
    this.metered = metered;
  }

  /**
   * Charges the connection for an HTTP/2 stream that gRPC has answered itself. gRPC creates no
   * tracer for such an HTTP/2 stream. The answer may contain a header field of the request twice,
   * in its headers and in its body.
   */
  void registerInvalid(int stream) {
    if (http2.connection().stream(stream) != null) {
      MeteredCall answer = metered.begin(stream, new Metadata());
      invalid.add(stream);
      answer.ended(System.nanoTime());
    }
  }

  /** Whether gRPC has answered this HTTP/2 stream itself. */
  boolean isInvalid(int stream) {
    return invalid.contains(stream);
  }

  /**
   * An answered HTTP/2 stream whose request is incomplete would stay open until the peer ends the
   * request. The server does not need the rest of the request, so this method resets the HTTP/2
   * stream with NO_ERROR, as RFC 9113, 8.1, describes.
   */
  @Override
  public void onStreamHalfClosed(Http2Stream stream) {
    if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
      tasks.run(() -> resetRequest(stream));
    }
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    if (invalid.remove(stream.id())) {
      metered.end(stream.id());
    }
  }

  private void resetRequest(Http2Stream stream) {
    if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
      long noError = Http2Error.NO_ERROR.code();
      var unused =
          http2.encoder().writeRstStream(context, stream.id(), noError, context.newPromise());
      context.flush();
    }
  }
}
