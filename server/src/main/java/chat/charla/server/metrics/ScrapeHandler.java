package chat.charla.server.metrics;

import chat.charla.server.fatal.ProcessEnd;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObject;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * Answers one request of each connection, and closes the connection. This class answers as soon as
 * it has read the headers, and reads nothing afterwards, so the server never holds the body of a
 * request. Used by the thread of the endpoint only.
 */
@Sharable
final class ScrapeHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger LOG = System.getLogger(ScrapeHandler.class.getName());
  private static final String PATH = "/metrics";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final MetricsPages pages;

  ScrapeHandler(MetricsPages pages) {
    this.pages = pages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    // If the channel no longer reads, the request is answered. Netty may still pass parts that it
    // has read before.
    if (!(part instanceof HttpRequest request) || !context.channel().config().isAutoRead()) {
      return;
    }
    context.channel().config().setAutoRead(false);
    if (request.decoderResult().isFailure()) {
      refuse(context, HttpResponseStatus.BAD_REQUEST);
    } else if (!path(request.uri()).equals(PATH)) {
      refuse(context, HttpResponseStatus.NOT_FOUND);
    } else if (request.method().equals(HttpMethod.GET)) {
      answer(context, request, true);
    } else if (request.method().equals(HttpMethod.HEAD)) {
      answer(context, request, false);
    } else {
      refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED);
    }
  }

  private void answer(ChannelHandlerContext context, HttpRequest request, boolean withBody) {
    MetricsPages.Page page =
        pages.page(String.join(",", request.headers().getAll(HttpHeaderNames.ACCEPT)));
    ByteBuf body = withBody ? Unpooled.wrappedBuffer(page.bytes()) : Unpooled.EMPTY_BUFFER;
    send(context, HttpResponseStatus.OK, page.contentType(), page.bytes().length, body);
  }

  private static void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
    byte[] body = (status + "\n").getBytes(StandardCharsets.UTF_8);
    send(context, status, TEXT, body.length, Unpooled.wrappedBuffer(body));
  }

  private static void send(
      ChannelHandlerContext context,
      HttpResponseStatus status,
      String contentType,
      int length,
      ByteBuf body) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .set(HttpHeaderNames.CONTENT_LENGTH, length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes the connection, because the client has reset it or making the page has failed. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    ProcessEnd.ifFatal(failure);
    if (failure instanceof IOException) {
      LOG.log(Level.DEBUG, "the client of the metrics has gone", failure);
    } else {
      LOG.log(Level.WARNING, "the metrics could not be sent", failure);
    }
    context.close();
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
