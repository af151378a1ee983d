package chat.charla.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;

/** Throws an exception when a call is reset, as gRPC's handler would if it had a defect. */
final class DefectiveHandler extends Http2ConnectionHandler {
  /** A handler for the server's side, which passes the frames that it reads to this listener. */
  static DefectiveHandler create(Http2FrameListener listener) {
    return new Builder().create(listener);
  }

  private DefectiveHandler(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    super(decoder, encoder, settings);
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException failure) {
    throw new IllegalStateException("a defect");
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<DefectiveHandler, Builder> {
    DefectiveHandler create(Http2FrameListener listener) {
      return server(true).frameListener(listener).build();
    }

    @Override
    protected DefectiveHandler build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new DefectiveHandler(decoder, encoder, settings);
    }
  }
}
