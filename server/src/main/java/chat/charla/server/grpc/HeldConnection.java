package chat.charla.server.grpc;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.limit.Origin;
import chat.charla.server.memory.MemoryAccount;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.memory.MemoryShare;
import chat.charla.server.memory.Standing;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundBuffer;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2CodecUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the memory of the calls of one connection. It listens to HTTP/2 frames before gRPC does,
 * since gRPC reports received data only when the application requests a message. Owned by the event
 * loop of the connection, except for the methods marked for any thread.
 */
final class HeldConnection {
  private static final long LOOK_SECONDS = 1;
  private static final long PAUSE_MILLIS = 2;

  private static final long DRAIN_MILLIS = 100;

  /**
   * With more bytes than this in the outbound buffer, the server stops reading the connection.
   * Netty buffers DATA frames only up to 64 KiB plus one write, so a slow reader does not reach
   * this limit; but headers, resets and acknowledgements are buffered regardless of the peer's
   * windows.
   */
  private static final int MAX_PENDING = 256 * 1024;

  /** Up to this many bytes in the outbound buffer are not charged. */
  private static final int MIN_CHARGED = 16 * 1024;

  /** No call has a longer method, path or content type, in characters. */
  private static final int MAX_FIELD = 256;

  /** The initial window of a connection, in bytes; no setting changes it. */
  private static final int CONNECTION_WINDOW = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

  /**
   * The largest header table that the server uses for its encoder, in bytes: the HTTP/2 default.
   */
  private static final int HEADER_TABLE = Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE;

  /** How often a peer may change the size of that table; clients do it once. */
  private static final int MAX_TABLE_CHANGES = 100;

  private final Connection connection;
  private final ClientAddresses clients;
  private final Channel channel;
  private final Http2ConnectionHandler http2;
  private final ChannelHandlerContext context;
  private final MemoryBudget budget;
  private final Origin origin;
  private final MemoryShare share;
  private final MemoryLog log;
  private final long timeout;
  private final Map<Integer, HeldCall> calls = new HashMap<>();

  /** The ids of those streams that gRPC has answered itself because they are not valid calls. */
  private final Set<Integer> answers = new HashSet<>();

  /** The stream whose headers gRPC is processing; 0 if none. */
  private int startingStream;

  private int tableChanges;

  /** The account for buffered data that no call is charged for; null if there is little. */
  private @Nullable MemoryAccount unchargedAccount;

  private boolean watching;
  private boolean paused;
  private final SendWindow window = new SendWindow();
  private long sentSeen;
  private long pendingSeen;

  private HeldConnection(
      Connection connection,
      ClientAddresses clients,
      MemoryBudget budget,
      MemoryLog log,
      Duration timeout) {
    this.connection = connection;
    this.clients = clients;
    this.channel = connection.channel();
    this.http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    this.context = channel.pipeline().context(http2);
    this.budget = budget;
    this.origin = clients.origin(connection.peer());
    this.share = budget.connection(origin);
    this.log = log;
    this.timeout = timeout.toNanos();
  }

  /**
   * Attaches to a connection whose HTTP/2 handshake is complete. Runs on its event loop.
   *
   * @param clients determines the client's address of each call
   * @param reading passes the connection to gRPC's tracer factory while a call starts
   * @param maxCalls maximum number of open streams
   * @param timeout how long a call may make no progress
   */
  static void listen(
      Connection connection,
      ClientAddresses clients,
      ThreadLocal<HeldConnection> reading,
      MemoryBudget budget,
      MemoryLog log,
      int maxCalls,
      Duration timeout) {
    HeldConnection held = new HeldConnection(connection, clients, budget, log, timeout);
    // Netty would apply the limit only once the peer has acknowledged the settings, if it ever
    // does.
    held.http2.connection().remote().maxActiveStreams(maxCalls);
    held.http2.connection().addListener(held.new Streams());
    held.http2.decoder().frameListener(held.new Frames(reading));
    held.channel.pipeline().addFirst(held.new Reads());
    held.channel.closeFuture().addListener(closed -> held.closeCalls());
  }

  /** Stops reading the connection while it is paused. */
  private final class Reads extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      context.fireChannelRead(bytes);
      chargeUncharged();
      if (!paused && pending() > MAX_PENDING) {
        pause();
        resumeWhenDrained(System.nanoTime());
      }
    }

    /** Netty's HTTP/2 handler requests reads even if auto-read is off. */
    @Override
    public void read(ChannelHandlerContext context) {
      if (!paused) {
        context.read();
      }
    }
  }

  /** Sees incoming frames before gRPC does. */
  private final class Frames extends Http2FrameListenerDecorator {
    private final ThreadLocal<HeldConnection> reading;

    Frames(ThreadLocal<HeldConnection> reading) {
      super(http2.decoder().frameListener());
      this.reading = reading;
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
      startingStream = stream;
      reading.set(HeldConnection.this);
      try {
        super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, last);
        if (startingStream != 0) {
          registerAnswer();
        }
      } finally {
        startingStream = 0;
        reading.remove();
      }
    }

    /**
     * Closes the connection if the outbound buffer has twice the bytes at which reading stops: the
     * frames of one read are still answered, as long as they fit.
     */
    private void refuseUnreadAnswers() throws Http2Exception {
      if (pending() > 2 * MAX_PENDING) {
        connection.reset();
        throw Http2Exception.connectionError(
            Http2Error.ENHANCE_YOUR_CALM, "the peer does not read the answers");
      }
    }

    /** gRPC would repeat these fields in its answer if they are invalid. */
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
     * Registers a stream that gRPC has answered itself, without creating a tracer, because it is
     * not a valid call. The answer may repeat a header field twice: in the headers and in the body.
     */
    private void registerAnswer() {
      if (http2.connection().stream(startingStream) != null) {
        HeldCall answer = new HeldCall(HeldConnection.this, startingStream, new Metadata());
        calls.put(startingStream, answer);
        answers.add(startingStream);
        answer.ended(System.nanoTime());
      }
    }

    /**
     * No gRPC client ends its requests with headers. gRPC would treat them as the headers of
     * another call on the same stream, and would not notify the first call of its end.
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
      if (settings.headerTableSize() != null) {
        limitHeaderTable();
      }
      super.onSettingsRead(context, settings);
    }

    /**
     * Limits the header table of the encoder, whose size the peer chooses. Netty would allocate any
     * size, and keeps a record of each change until it sends the next answer.
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
      HeldCall call = calls.get(stream);
      if (call == null) {
        return super.onDataRead(context, stream, data, padding, last);
      }
      if (call.arrived(data.readableBytes(), System.nanoTime())) {
        pause(call);
      }
      // A copy, since a slice of one byte would retain the whole buffer read from the socket.
      ByteBuf copy = Unpooled.copiedBuffer(data);
      try {
        return super.onDataRead(context, stream, copy, padding, last);
      } finally {
        copy.release();
      }
    }

    /**
     * Counts resets of streams that gRPC has answered itself: interceptors do not see those, and
     * gRPC's own limit is off where proxies are trusted.
     */
    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int stream, long error)
        throws Http2Exception {
      boolean answered = answers.contains(stream);
      super.onRstStreamRead(context, stream, error);
      if (answered
          && !clients.isTrustedProxy(connection.peer())
          && connection.callCancelled(Connection.MAX_CANCELLED, System.nanoTime())) {
        connection.reset();
      }
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int bytes)
        throws Http2Exception {
      if (stream == 0) {
        window.added(bytes);
      } else if (calls.containsKey(stream)) {
        calls.get(stream).window().added(bytes);
      }
      super.onWindowUpdateRead(context, stream, bytes);
    }
  }

  /** Follows the states of streams. */
  private final class Streams extends Http2ConnectionAdapter {
    /**
     * An answered stream whose request is incomplete would stay open until the peer ends the
     * request. The server does not need the rest, so it resets the stream with NO_ERROR, as RFC
     * 9113, 8.1, describes.
     */
    @Override
    public void onStreamHalfClosed(Http2Stream stream) {
      if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
        onLoop(() -> resetRequest(stream), () -> {});
      }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      if (answers.remove(stream.id())) {
        HeldCall answer = calls.remove(stream.id());
        if (answer != null) {
          answer.close();
        }
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

  /** Creates the state of the call whose headers gRPC is processing; null if there is none. */
  @Nullable HeldCall begin(Metadata headers) {
    if (startingStream == 0) {
      return null;
    }
    HeldCall call = new HeldCall(this, startingStream, headers);
    calls.put(startingStream, call);
    startingStream = 0;
    watch();
    return call;
  }

  /**
   * Opens an account. A call that a proxy has forwarded counts only for the share of its client's
   * address.
   */
  MemoryAccount openAccount(Metadata headers, MemoryAccount.Holder holder) {
    return clients
        .forwardedOrigin(connection.peer(), headers)
        .map(client -> budget.open(budget.unlimited(), client, holder))
        .orElseGet(() -> budget.open(share, origin, holder));
  }

  /** Removes a call that has ended. For any thread. */
  void forget(HeldCall call) {
    if (isOnLoop()) {
      calls.remove(call.id(), call);
    } else {
      onLoop(() -> calls.remove(call.id(), call), () -> {});
    }
  }

  /** Logs that a call was refused because this share has no room. For any thread. */
  void refused(MemoryShare full) {
    log.refused(full);
  }

  /**
   * Releases what the call is charged for and has been sent already, or aborts the call if that
   * frees nothing and is necessary. For any thread.
   */
  void free(HeldCall call, BooleanSupplier necessary, Runnable done) {
    onLoop(
        () -> {
          long before = call.bytes();
          releaseSent(call);
          if (necessary.getAsBoolean() && call.bytes() >= before) {
            abort(call, "memory was needed");
          }
        },
        done);
  }

  /** Starts the periodic check of the calls' progress, unless it is running. */
  void watch() {
    if (!watching) {
      watching = true;
      after(LOOK_SECONDS, TimeUnit.SECONDS, this::look);
    }
  }

  /** The same if this is the connection's event loop. For any thread. */
  void watchIfOnLoop() {
    if (isOnLoop()) {
      watch();
    }
  }

  /**
   * Stops reading until there is room again. A call is being aborted to make room; but all
   * connections of this loop are read before that, and together they may bring much data.
   */
  private void pause(HeldCall call) {
    if (!paused) {
      pause();
      resumeIfThereIsRoom(call);
    }
  }

  private void pause() {
    paused = true;
    channel.config().setAutoRead(false);
  }

  private void resume() {
    paused = false;
    channel.config().setAutoRead(true);
  }

  /**
   * Resumes reading when the outbound buffer has drained enough, or closes the connection after the
   * timeout.
   */
  private void resumeWhenDrained(long since) {
    after(
        DRAIN_MILLIS,
        TimeUnit.MILLISECONDS,
        () -> {
          if (pending() <= MAX_PENDING) {
            resume();
          } else if (System.nanoTime() - since >= timeout) {
            connection.reset();
          } else {
            resumeWhenDrained(since);
          }
        });
  }

  private void resumeIfThereIsRoom(HeldCall call) {
    after(
        PAUSE_MILLIS,
        TimeUnit.MILLISECONDS,
        () -> {
          if (call.isStillExceeded()) {
            resumeIfThereIsRoom(call);
          } else {
            resume();
          }
        });
  }

  /** Charges the part of the outbound buffer that no call is charged for. */
  private void chargeUncharged() {
    MemoryAccount account = unchargedAccount;
    if (account == null && pending() <= MIN_CHARGED) {
      return;
    }
    if (account == null) {
      account = budget.open(share, origin, new UnchargedHolder());
      unchargedAccount = account;
    }
    long charged = calls.values().stream().mapToLong(HeldCall::unsent).sum();
    long more = Math.max(0, pending() - charged);
    account.add(more - account.bytes());
    if (more == 0) {
      account.close();
      unchargedAccount = null;
    } else {
      watch();
    }
  }

  /** Frees the outbound buffer by closing the connection. */
  private final class UnchargedHolder implements MemoryAccount.Holder {
    @Override
    public void free(BooleanSupplier necessary, Runnable done) {
      onLoop(
          () -> {
            if (necessary.getAsBoolean()) {
              connection.reset();
            }
          },
          done);
    }

    @Override
    public Standing standing() {
      return Standing.STALLED;
    }
  }

  private void look() {
    watching = false;
    chargeUncharged();
    boolean moves = hasSent();
    long now = System.nanoTime();
    for (HeldCall call : List.copyOf(calls.values())) {
      releaseSent(call);
      lookAt(call, now, moves);
      if (call.hasStopped(now, timeout)) {
        abort(call, "a command arrived in part and does not continue");
      } else if (call.isAnswerUnread(now, timeout)) {
        abort(call, "the peer does not read the answer");
      } else if (call.isWatched()) {
        watch();
      }
    }
  }

  private void lookAt(HeldCall call, long now, boolean moves) {
    Http2Stream stream = http2.connection().stream(call.id());
    if (stream != null) {
      int size = flow().windowSize(stream);
      long left = call.window().left(flow().initialWindowSize(), size);
      call.look(now, left, size > 0, moves);
    }
  }

  /** Whether anything was sent since the last call of this method. */
  private boolean hasSent() {
    int size = flow().windowSize(http2.connection().connectionStream());
    long left = window.left(CONNECTION_WINDOW, size);
    long pending = pending();
    boolean sent = left != sentSeen || pending != pendingSeen;
    sentSeen = left;
    pendingSeen = pending;
    return sent;
  }

  private void releaseSent(HeldCall call) {
    Http2Stream stream = http2.connection().stream(call.id());
    if (call.isStreaming()
        && pending() == 0
        && (stream == null || !flow().hasFlowControlled(stream))) {
      call.allSent();
    } else {
      call.releaseExcess();
    }
  }

  /** The bytes in the outbound buffer, which the operating system has not accepted yet. */
  private long pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  private Http2RemoteFlowController flow() {
    return http2.connection().remote().flowController();
  }

  /**
   * The connection is closed: releases the memory of all its calls, whether gRPC reports their end
   * or not.
   */
  private void closeCalls() {
    if (unchargedAccount != null) {
      unchargedAccount.close();
      unchargedAccount = null;
    }
    calls.values().forEach(HeldCall::close);
    calls.clear();
  }

  /** Resets the call's stream at once, and releases its memory. */
  private void abort(HeldCall call, String why) {
    if (!calls.remove(call.id(), call)) {
      call.close(); // Otherwise the budget would choose it again and again.
      return;
    }
    log.aborted(call.bytes(), call.owner(), why);
    call.abort();
    Http2Stream stream = http2.connection().stream(call.id());
    if (stream != null) {
      long calm = Http2Error.ENHANCE_YOUR_CALM.code();
      ChannelPromise promise = context.newPromise();
      var unused =
          http2.encoder().frameWriter().writeRstStream(context, stream.id(), calm, promise);
      stream.resetSent();
      // Notifies gRPC, which sends no second reset. gRPC limits the resets on a connection, the
      // peer's and its own, but does not count its own with CANCEL.
      http2.onError(context, true, Http2Exception.streamError(stream.id(), Http2Error.CANCEL, why));
      stream.close(); // Drops the data queued for the stream, even if the reset cannot be sent.
    }
  }

  private boolean isOnLoop() {
    return channel.eventLoop().inEventLoop();
  }

  private void onLoop(Runnable task, Runnable done) {
    try {
      channel
          .eventLoop()
          .execute(
              orClose(
                  () -> {
                    try {
                      task.run();
                    } finally {
                      done.run();
                    }
                  }));
    } catch (RejectedExecutionException closed) {
      done.run();
    }
  }

  private void after(long delay, TimeUnit unit, Runnable task) {
    channel.eventLoop().schedule(orClose(task), delay, unit);
  }

  /**
   * Wraps a task so that its failure closes the connection. Otherwise the connection could stay
   * paused, or its calls unchecked, without any sign.
   */
  private Runnable orClose(Runnable task) {
    return ProcessEnd.guarded(
        () -> {
          boolean done = false;
          try {
            task.run();
            done = true;
          } finally {
            if (!done) {
              connection.reset();
            }
          }
        });
  }
}
