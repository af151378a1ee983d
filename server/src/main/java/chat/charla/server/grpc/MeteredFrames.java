package chat.charla.server.grpc;

import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2CodecUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the data in the incoming frames of one connection, and applies limits that gRPC does not
 * have. This class gets each frame before gRPC, because gRPC reports received data only when the
 * application requests a message. Owned by the connection's event loop.
 */
final class MeteredFrames extends Http2FrameListenerDecorator {
  /** The longest method, path or content type that a call may have, in characters. */
  private static final int MAX_FIELD = 256;

  /** The largest HPACK table of the server's encoder, in bytes: the HTTP/2 default. */
  private static final int HEADER_TABLE = Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE;

  /** How often a peer may change the size of the HPACK table. Real clients change it once. */
  private static final int MAX_TABLE_CHANGES = 100;

  private final Connection connection;
  private final Http2ConnectionHandler http2;
  private final MeteredConnection metered;
  private final AnsweredHttp2Streams answeredStreams;
  private final ConnectionReads reads;
  private final PingPacer pings;
  private final ThreadLocal<MeteredFrames> current;

  /** The HTTP/2 stream whose headers gRPC is processing; 0 if none. */
  private int streamOfCurrentHeaders;

  private int tableChanges;

  /**
   * Creates the listener of a connection.
   *
   * @param current passes this listener to gRPC's tracer factory while a call starts
   */
  MeteredFrames(
      Connection connection,
      Http2ConnectionHandler http2,
      MeteredConnection metered,
      AnsweredHttp2Streams answeredStreams,
      ConnectionReads reads,
      PingPacer pings,
      ThreadLocal<MeteredFrames> current) {
    super(http2.decoder().frameListener());
    this.connection = connection;
    this.http2 = http2;
    this.metered = metered;
    this.answeredStreams = answeredStreams;
    this.reads = reads;
    this.pings = pings;
    this.current = current;
  }

  /** Creates the state of the call whose headers gRPC is processing; null if there is none. */
  @Nullable MeteredCall begin(Metadata headers) {
    if (streamOfCurrentHeaders == 0) {
      return null;
    }
    MeteredCall call = metered.begin(streamOfCurrentHeaders, headers);
    streamOfCurrentHeaders = 0;
    return call;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last)
      throws Http2Exception {
    refuseTrailers(stream);
    refuseUnreadAnswers();
    refuseLongFields(stream, headers);
    streamOfCurrentHeaders = stream;
    current.set(this);
    try {
      super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, last);
      if (streamOfCurrentHeaders != 0) {
        answeredStreams.registerInvalid(streamOfCurrentHeaders);
      }
    } finally {
      streamOfCurrentHeaders = 0;
      current.remove();
    }
  }

  /** Closes the connection if its peer does not read the answers. */
  private void refuseUnreadAnswers() throws Http2Exception {
    if (reads.isOverfull()) {
      connection.reset();
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "the peer does not read the answers");
    }
  }

  /** Refuses long fields, because gRPC would repeat them in its answer if they are invalid. */
  private void refuseLongFields(int stream, Http2Headers headers) throws Http2Exception {
    if (length(headers.method()) > MAX_FIELD
        || length(headers.path()) > MAX_FIELD
        || length(headers.get(HttpHeaderNames.CONTENT_TYPE)) > MAX_FIELD) {
      throw Http2Exception.streamError(
          stream, Http2Error.PROTOCOL_ERROR, "a header field is too long");
    }
  }

  private static int length(@Nullable CharSequence field) {
    return field == null ? 0 : field.length();
  }

  /**
   * Refuses headers at the end of a request. No gRPC client sends them. gRPC would treat them as
   * the headers of another call on the same HTTP/2 stream, and would not tell the first call that
   * it has ended.
   */
  private void refuseTrailers(int stream) throws Http2Exception {
    Http2Stream known = http2.connection().stream(stream);
    if (known != null && known.isTrailersReceived()) {
      throw Http2Exception.streamError(
          stream, Http2Error.PROTOCOL_ERROR, "a request must not end with headers");
    }
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    if (!metered.acknowledge()) {
      connection.reset();
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM,
          "too many SETTINGS frames whose acknowledgements the peer does not read");
    }
    if (settings.headerTableSize() != null) {
      limitHeaderTable();
    }
    super.onSettingsRead(context, settings);
  }

  /**
   * Limits the HPACK table of the encoder. The peer chooses the table's size, and Netty would
   * allocate any size. Netty also keeps a record of each change until it sends the next answer.
   */
  private void limitHeaderTable() throws Http2Exception {
    tableChanges++;
    if (tableChanges > MAX_TABLE_CHANGES) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "too many changes of the header table size");
    }
    Http2HeadersEncoder.Configuration headers =
        http2.encoder().configuration().headersConfiguration();
    if (headers.maxHeaderTableSize() > HEADER_TABLE) {
      headers.maxHeaderTableSize(HEADER_TABLE);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last)
      throws Http2Exception {
    MeteredCall call = metered.call(stream);
    if (call == null) {
      return super.onDataRead(context, stream, data, padding, last);
    }
    if (call.chargeArrived(data.readableBytes(), System.nanoTime())) {
      reads.pause(call);
    }
    // Copy the data, because a slice of one byte would retain the whole buffer that was read from
    // the socket.
    ByteBuf copy = Unpooled.copiedBuffer(data);
    try {
      return super.onDataRead(context, stream, copy, padding, last);
    } finally {
      copy.release();
    }
  }

  /**
   * Counts resets of HTTP/2 streams that gRPC has answered itself. Interceptors do not see these
   * resets, and gRPC's own limit is off if proxies are trusted.
   */
  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int stream, long error)
      throws Http2Exception {
    boolean invalid = answeredStreams.isInvalid(stream);
    super.onRstStreamRead(context, stream, error);
    if (invalid
        && !metered.isPeerTrustedProxy()
        && connection.countCancelledCall(Connection.MAX_CANCELLED, System.nanoTime())) {
      connection.reset();
    }
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
    pings.pingRead();
    super.onPingRead(context, data);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int bytes)
      throws Http2Exception {
    metered.windowEnlarged(stream, bytes);
    super.onWindowUpdateRead(context, stream, bytes);
  }
}
