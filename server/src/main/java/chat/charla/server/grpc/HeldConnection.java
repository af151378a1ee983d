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
 * What the server holds for the calls of one connection. It hears the frames of HTTP/2 before gRPC,
 * since gRPC tells of what has arrived only when somebody asks for it. Owned by the event loop of
 * the connection, but for what may be called by any thread.
 */
final class HeldConnection {
  private static final long LOOK_SECONDS = 1;
  private static final long PAUSE_MILLIS = 2;

  private static final long TAKEN_MILLIS = 100;

  /**
   * With so many bytes that wait for the operating system, the connection is not read. Netty lets
   * data wait only up to 64 KiB and what it writes at once, so a slow reader does not get here; but
   * headers, resets and acknowledgements wait whatever the peer's windows are.
   */
  private static final int MAX_PENDING = 256 * 1024;

  /** With so many bytes that wait for the operating system, they are charged. */
  private static final int MIN_CHARGED = 16 * 1024;

  /** A method, path or type of that length belongs to no call. */
  private static final int MAX_FIELD = 256;

  /** The window of a connection at first, in bytes; no setting changes it. */
  private static final int CONNECTION_WINDOW = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

  /** What the table of headers may take, in bytes: as much as without any setting. */
  private static final int HEADER_TABLE = Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE;

  /** More often than any client changes the size of that table, which is once. */
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

  /** Those of them that are no calls: gRPC has answered that they are none. */
  private final Set<Integer> answers = new HashSet<>();

  /** The stream whose headers gRPC is being given; 0 if it is not. */
  private int beginning;

  private int tableChanges;

  /** For what waits to be taken by the peer besides calls; null if that is little. */
  private @Nullable MemoryAccount waiting;

  private boolean watching;
  private boolean paused;
  private final SendWindow window = new SendWindow();
  private long leftSeen;
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
   * Listens to a connection that has just begun to speak HTTP/2. On its event loop.
   *
   * @param clients tells whose calls they are
   * @param reading tells gRPC's tracers on which connection a call begins
   * @param maxCalls how many streams may be open
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
    // Otherwise it counts only once the peer has confirmed the settings, if it ever does.
    held.http2.connection().remote().maxActiveStreams(maxCalls);
    held.http2.connection().addListener(held.new Streams());
    held.http2.decoder().frameListener(held.new Frames(reading));
    held.channel.pipeline().addFirst(held.new Reads());
    held.channel.closeFuture().addListener(closed -> held.closeCalls());
  }

  /** Reads no more than is to be read. */
  private final class Reads extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      context.fireChannelRead(bytes);
      chargeWaiting();
      if (!paused && pending() > MAX_PENDING) {
        pause();
        resumeWhenTaken(System.nanoTime());
      }
    }

    /** Netty's handler of HTTP/2 asks for more also if the connection is not to read by itself. */
    @Override
    public void read(ChannelHandlerContext context) {
      if (!paused) {
        context.read();
      }
    }
  }

  /** What comes in, before gRPC gets it. */
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
      refuseUntaken();
      refuseRepeated(stream, headers);
      beginning = stream;
      reading.set(HeldConnection.this);
      try {
        super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, last);
        if (beginning != 0) {
          noteAnswer();
        }
      } finally {
        beginning = 0;
        reading.remove();
      }
    }

    /** What has been read at once is answered, as long as the answers have room. */
    private void refuseUntaken() throws Http2Exception {
      if (pending() > 2 * MAX_PENDING) {
        connection.reset();
        throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "answers are not taken");
      }
    }

    /** gRPC would repeat these fields in the answer, if they are wrong. */
    private void refuseRepeated(int stream, Http2Headers headers) throws Http2Exception {
      if (length(headers.method()) > MAX_FIELD
          || length(headers.path()) > MAX_FIELD
          || length(headers.get(HttpHeaderNames.CONTENT_TYPE)) > MAX_FIELD) {
        throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "too long for a call");
      }
    }

    private static int length(@Nullable CharSequence field) {
      return field == null ? 0 : field.length();
    }

    /**
     * gRPC has answered the stream itself, since it is no call, and has told no tracer of it. Its
     * answer may repeat a field, once in the headers and once after them.
     */
    private void noteAnswer() {
      if (http2.connection().stream(beginning) != null) {
        HeldCall answer = new HeldCall(HeldConnection.this, beginning, new Metadata());
        calls.put(beginning, answer);
        answers.add(beginning);
        answer.ended(System.nanoTime());
      }
    }

    /**
     * No client of gRPC ends its requests with headers. To gRPC they would be those of another call
     * on the same stream, and it would not tell the first call of its end.
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
     * The peer says how many bytes of headers the server may keep, to refer to them in later
     * answers. Netty keeps as many; and each size that it is told, until the next answer.
     */
    private void limitHeaderTable() throws Http2Exception {
      tableChanges++;
      if (tableChanges > MAX_TABLE_CHANGES) {
        throw Http2Exception.connectionError(
            Http2Error.ENHANCE_YOUR_CALM, "the size of the header table changes all the time");
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
      // A copy, or a single byte would keep all that was read from the socket together with it.
      ByteBuf copy = Unpooled.copiedBuffer(data);
      try {
        return super.onDataRead(context, stream, copy, padding, last);
      } finally {
        copy.release();
      }
    }

    /** Interceptors see only calls that are taken back, and gRPC counts only without proxies. */
    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int stream, long error)
        throws Http2Exception {
      boolean answered = answers.contains(stream);
      super.onRstStreamRead(context, stream, error);
      if (answered
          && !clients.isTrustedProxy(connection.peer())
          && connection.callTakenBack(Connection.MAX_TAKEN_BACK, System.nanoTime())) {
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

  /** What becomes of streams. */
  private final class Streams extends Http2ConnectionAdapter {
    /**
     * A stream that has been answered, and whose request goes on, would be there until the peer
     * ends the request. The rest of the request is of no use, so the peer is told to leave it, as
     * RFC 9113, 8.1, says.
     */
    @Override
    public void onStreamHalfClosed(Http2Stream stream) {
      if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
        onLoop(() -> leaveRequest(stream), () -> {});
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

    private void leaveRequest(Http2Stream stream) {
      if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
        long noError = Http2Error.NO_ERROR.code();
        var unused =
            http2.encoder().writeRstStream(context, stream.id(), noError, context.newPromise());
        context.flush();
      }
    }
  }

  /** The call that gRPC has just been given the headers of; null if that is not known. */
  @Nullable HeldCall begin(Metadata headers) {
    if (beginning == 0) {
      return null;
    }
    HeldCall call = new HeldCall(this, beginning, headers);
    calls.put(beginning, call);
    beginning = 0;
    watch();
    return call;
  }

  /** Where proxies make calls of several clients, each has the share of its address alone. */
  MemoryAccount openAccount(Metadata headers, MemoryAccount.Holder holder) {
    return clients
        .forwardedOrigin(connection.peer(), headers)
        .map(client -> budget.open(budget.unlimited(), client, holder))
        .orElseGet(() -> budget.open(share, origin, holder));
  }

  /** The call has ended. May be called by any thread. */
  void forget(HeldCall call) {
    if (isHere()) {
      calls.remove(call.id(), call);
    } else {
      onLoop(() -> calls.remove(call.id(), call), () -> {});
    }
  }

  /**
   * What was asked for was refused, because this share has no room. May be called by any thread.
   */
  void refused(MemoryShare full) {
    log.refused(full);
  }

  /**
   * Frees what the call is believed to hold and does not, or gives it up if that is necessary. May
   * be called by any thread.
   */
  void free(HeldCall call, BooleanSupplier necessary, Runnable done) {
    onLoop(
        () -> {
          long before = call.bytes();
          noteTaken(call);
          if (necessary.getAsBoolean() && call.bytes() >= before) {
            giveUp(call, "there is too much");
          }
        },
        done);
  }

  /** Looks from now on whether calls go on. */
  void watch() {
    if (!watching) {
      watching = true;
      after(LOOK_SECONDS, TimeUnit.SECONDS, this::look);
    }
  }

  /** The same, if this is the connection's thread. May be called by any thread. */
  void watchIfHere() {
    if (isHere()) {
      watch();
    }
  }

  /**
   * Reads no more until there is room again. A call is being given up for that; but it is done as
   * soon as all connections have been read, and as many as there are bring much.
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

  /** Reads again when the peer has taken enough, or closes the connection if it does not. */
  private void resumeWhenTaken(long since) {
    after(
        TAKEN_MILLIS,
        TimeUnit.MILLISECONDS,
        () -> {
          if (pending() <= MAX_PENDING) {
            resume();
          } else if (System.nanoTime() - since >= timeout) {
            connection.reset();
          } else {
            resumeWhenTaken(since);
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

  /** Charges for what waits for the operating system and no call is charged for. */
  private void chargeWaiting() {
    MemoryAccount account = waiting;
    if (account == null && pending() <= MIN_CHARGED) {
      return;
    }
    if (account == null) {
      account = budget.open(share, origin, new Waiting());
      waiting = account;
    }
    long charged = calls.values().stream().mapToLong(HeldCall::sent).sum();
    long more = Math.max(0, pending() - charged);
    account.add(more - account.bytes());
    if (more == 0) {
      account.close();
      waiting = null;
    } else {
      watch();
    }
  }

  /** Can free what waits only with the connection. */
  private final class Waiting implements MemoryAccount.Holder {
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
    chargeWaiting();
    boolean moves = hasMoved();
    long now = System.nanoTime();
    for (HeldCall call : List.copyOf(calls.values())) {
      noteTaken(call);
      lookAt(call, now, moves);
      if (call.hasStopped(now, timeout)) {
        giveUp(call, "a command has begun and does not go on");
      } else if (call.isUntaken(now, timeout)) {
        giveUp(call, "the peer does not take its answer");
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

  /** Whether anything has left since this was last asked. */
  private boolean hasMoved() {
    int size = flow().windowSize(http2.connection().connectionStream());
    long left = window.left(CONNECTION_WINDOW, size);
    long pending = pending();
    boolean moved = left != leftSeen || pending != pendingSeen;
    leftSeen = left;
    pendingSeen = pending;
    return moved;
  }

  private void noteTaken(HeldCall call) {
    Http2Stream stream = http2.connection().stream(call.id());
    if (call.isStreaming()
        && pending() == 0
        && (stream == null || !flow().hasFlowControlled(stream))) {
      call.allTaken();
    }
  }

  /** Bytes that wait for the operating system. */
  private long pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  private Http2RemoteFlowController flow() {
    return http2.connection().remote().flowController();
  }

  /** The connection has gone, and what was held for its calls, whatever gRPC tells of them. */
  private void closeCalls() {
    if (waiting != null) {
      waiting.close();
      waiting = null;
    }
    calls.values().forEach(HeldCall::close);
    calls.clear();
  }

  /** Ends the call at once, and frees all that is held for it. */
  private void giveUp(HeldCall call, String why) {
    if (!calls.remove(call.id(), call)) {
      call.close(); // It would be chosen again for ever.
      return;
    }
    log.givenUp(call.bytes(), call.owner(), why);
    call.giveUp();
    Http2Stream stream = http2.connection().stream(call.id());
    if (stream != null) {
      long calm = Http2Error.ENHANCE_YOUR_CALM.code();
      ChannelPromise promise = context.newPromise();
      var unused =
          http2.encoder().frameWriter().writeRstStream(context, stream.id(), calm, promise);
      stream.resetSent();
      // Tells gRPC, which does not send another reset. It allows only so many on a connection,
      // those by the peer and its own, but does not count its own with CANCEL.
      http2.onError(context, true, Http2Exception.streamError(stream.id(), Http2Error.CANCEL, why));
      stream.close(); // Even if the reset cannot leave: what is queued for the stream goes.
    }
  }

  private boolean isHere() {
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
   * The task; should it fail, the connection is closed. It would stay unread, or its calls
   * unwatched, without a trace.
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
