package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.limit.Origin;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.memory.Scope;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2EventAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An exception in a task of a connection is logged and closes the connection. Otherwise the
 * exception would be lost, and the server would stop checking the connection's calls, or stop
 * reading from the connection.
 */
class HeldConnectionTest {
  private static final Logger FAILURES = Logger.getLogger(ProcessEnd.class.getName());

  private final List<LogRecord> logged = new ArrayList<>();
  private final Handler recorder = new Recorder();
  private final GrpcListener grpc = new GrpcListener();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final MemoryGuard guard =
      new MemoryGuard(budget, ClientAddresses.WITHOUT_PROXIES, 100, Duration.ZERO);
  private final Http2ConnectionHandler http2 = new DefectiveHandlerBuilder().create(grpc);
  private @Nullable HeldConnection connection;

  @BeforeEach
  void beginACall() throws Http2Exception {
    FAILURES.addHandler(recorder);
    FAILURES.setUseParentHandlers(false);
    channel.freezeTime();
    channel.pipeline().addLast(http2);
    connection = guard.attach(new Connection(channel));
    readHeaders(1);
  }

  private void readHeaders(int stream) throws Http2Exception {
    http2.connection().remote().createStream(stream, false);
    http2
        .decoder()
        .frameListener()
        .onHeadersRead(
            channel.pipeline().context(http2),
            stream,
            new DefaultHttp2Headers(),
            0,
            (short) 16,
            false,
            0,
            false);
  }

  @AfterEach
  void close() {
    FAILURES.removeHandler(recorder);
    FAILURES.setUseParentHandlers(true);
    channel.close();
  }

  @Test
  void aDefectWhileCallsAreCheckedClosesTheConnection() {
    grpc.call().ended(System.nanoTime());
    assertTrue(channel.isOpen());

    advance();
    assertThrows(IllegalStateException.class, channel::checkException);

    assertFalse(channel.isOpen());
    requireLogged();
  }

  @Test
  void aDefectWhileACallIsFreedClosesTheConnection() {
    int[] done = new int[1];
    connection()
        .free(
            grpc.call(),
            () -> {
              throw new IllegalStateException("a defect");
            },
            () -> done[0]++);
    channel.runPendingTasks();
    assertThrows(IllegalStateException.class, channel::checkException);

    assertFalse(channel.isOpen());
    assertEquals(1, done[0]);
    requireLogged();
  }

  /** The unread bytes for the peer have reached the limit at which the server stops reading. */
  @Test
  void aConnectionWhosePeerReadsTooLittleIsNotRead() {
    enqueue(300 * 1024);
    assertFalse(channel.config().isAutoRead());

    channel.flush();
    advance();

    assertTrue(channel.config().isAutoRead());
    assertTrue(channel.isOpen());
  }

  @Test
  void aConnectionWhosePeerKeepsReadingTooLittleIsClosed() {
    enqueue(300 * 1024);
    assertTrue(channel.isOpen());

    advance();

    assertFalse(channel.isOpen());
  }

  /**
   * When the server stops reading, it still answers the frames that have already arrived, as long
   * as the unread bytes are less than twice the limit.
   */
  @Test
  void aConnectionWithTwiceAsManyUnreadBytesIsClosedAtTheNextCall() throws Http2Exception {
    var unused = channel.write(Unpooled.wrappedBuffer(new byte[400 * 1024]));
    readHeaders(3);
    assertTrue(channel.isOpen());

    var more = channel.write(Unpooled.wrappedBuffer(new byte[200 * 1024]));
    assertThrows(Http2Exception.class, () -> readHeaders(5));

    assertFalse(channel.isOpen());
  }

  @Test
  void aConnectionWithTooManyUnreadAcknowledgementsIsClosed() throws Http2Exception {
    long before = budget.server().used();
    readSettings(1_000);
    var unread = channel.write(Unpooled.wrappedBuffer(new byte[1]));
    channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
    assertTrue(channel.isOpen());
    assertEquals(before + 256_000, budget.server().used());

    assertThrows(Http2Exception.class, () -> readSettings(1));

    assertFalse(channel.isOpen());
    // The read that closes the connection goes on afterwards.
    connection().chargeUncharged();
    assertEquals(0, budget.server().used());
  }

  @Test
  void aConnectionWhosePeerReadsItsAcknowledgementsStaysOpen() throws Http2Exception {
    long before = budget.server().used();
    for (int i = 0; i < 5; i++) {
      channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
      readSettings(900);
      channel.pipeline().fireChannelReadComplete();
    }
    channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);

    assertTrue(channel.isOpen());
    assertEquals(before, budget.server().used());
  }

  private void readSettings(int times) throws Http2Exception {
    for (int i = 0; i < times; i++) {
      http2
          .decoder()
          .frameListener()
          .onSettingsRead(channel.pipeline().context(http2), new Http2Settings());
    }
  }

  /** The unread bytes for the peer are below the limit at which the server stops reading. */
  @Test
  void aConnectionWhosePeerReadsSlowlyIsStillRead() {
    long before = budget.server().used();
    enqueue(200 * 1024);
    assertTrue(budget.server().used() >= before + 200 * 1024);
    advance();
    assertTrue(channel.config().isAutoRead());
    assertTrue(channel.isOpen());

    channel.flush();
    advance();
    assertEquals(before, budget.server().used());
  }

  private void enqueue(int bytes) {
    var unused = channel.write(Unpooled.wrappedBuffer(new byte[bytes]));
    channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
  }

  private void advance() {
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** The command had arrived long before gRPC read it, because gRPC read other commands first. */
  @Test
  void theTimeForACommandStartsWhenItIsRead() {
    long timeout = TimeUnit.SECONDS.toNanos(10);
    HeldCall call = grpc.call();
    call.serverCallStarted(new ConverseInfo());
    call.arrived(100, System.nanoTime() - 2 * timeout);

    call.inboundMessage(0);

    long now = System.nanoTime();
    assertFalse(call.hasStopped(now, timeout));
    assertTrue(call.hasStopped(now + timeout, timeout));
  }

  /**
   * Changing the shares takes time of all event loops, so the server does not change them at every
   * write.
   */
  @Test
  void theUnsentBytesOfAStreamAreChargedInSteps() {
    HeldCall stream = stream();
    long before = budget.server().used();
    int writes = HeldCall.STEP_BYTES / 100;
    for (int i = 0; i < writes; i++) {
      stream.outboundWireSize(100);
      assertEquals(before + HeldCall.STEP_BYTES, budget.server().used());
    }

    stream.outboundWireSize(100);
    assertEquals(before + 2 * HeldCall.STEP_BYTES, budget.server().used());

    advance();
    assertEquals(before, budget.server().used());
  }

  /** The stream is ready at each write, so all earlier bytes except a few have been sent. */
  @Test
  void aStreamThatIsReadyIsChargedForFewEarlierBytes() {
    HeldCall stream = stream();
    stream.keepsAtMost(HeldCall.STEP_BYTES);
    long before = budget.server().used();
    for (int i = 0; i < 1000; i++) {
      stream.outboundWireSize(100);
    }
    assertEquals(before + 2 * HeldCall.STEP_BYTES, budget.server().used());
  }

  @Test
  void aStreamThatIsNotReadyIsChargedForAllEarlierBytes() {
    HeldCall stream = stream();
    stream.keepsAtMost(Long.MAX_VALUE);
    long before = budget.server().used();
    stream.outboundWireSize(64 * 1024);
    for (int i = 0; i < 1000; i++) {
      stream.outboundWireSize(100);
    }
    assertTrue(budget.server().used() >= before + 64 * 1024 + 100_000);
  }

  /** A scheduled task would keep the closed connection in memory. */
  @Test
  void nothingIsScheduledForAClosedConnection() {
    stream().outboundWireSize(100);
    assertTrue(channel.runScheduledPendingTasks() > 0);
    channel.close();
    assertEquals(-1, channel.runScheduledPendingTasks());
  }

  /** The stream had a long message to send, and has sent most of it. */
  @Test
  void aStreamIsChargedForTheBytesThatMayBeUnsent() {
    HeldCall stream = stream();
    long before = budget.server().used();
    stream.outboundWireSize(200_000);
    stream.outboundWireSize(100);
    assertTrue(budget.server().used() >= before + 200_000);
    var unsent = channel.write(Unpooled.wrappedBuffer(new byte[100]));

    advance();

    assertEquals(
        before + 32 * 1024 + HeldCall.STEP_BYTES, budget.server().used(), "rounded up to a step");
    assertFalse(unsent.isDone());
  }

  /** gRPC queues what it writes, and hands it to HTTP/2 in a later task of the event loop. */
  @Test
  void bytesThatGrpcHasQueuedAreNotTakenForSent() {
    HeldCall stream = stream();
    long before = budget.server().used();
    var unused =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  stream.outboundWireSize(50_000);
                  channel
                      .eventLoop()
                      .execute(() -> channel.write(Unpooled.wrappedBuffer(new byte[50_000])));
                },
                999,
                TimeUnit.MILLISECONDS);

    advance();

    assertTrue(budget.server().used() >= before + 50_000);
  }

  /**
   * A stream of a busy room stays charged for sent bytes for a while, so that other streams have
   * less memory.
   */
  @Test
  void sentBytesAreReleasedSoonerWhenMostMemoryIsInUse() {
    Connection wire = new Connection(channel);
    HeldConnection patient =
        new HeldConnection(
            wire,
            new ConnectionTasks(wire),
            ClientAddresses.WITHOUT_PROXIES,
            budget,
            new MemoryLog(budget.server()),
            Duration.ofSeconds(10));
    HeldCall stream = patient.begin(3, new Metadata());
    stream.serverCallStarted(new ConverseInfo());
    advance();
    long before = budget.server().used();
    stream.outboundWireSize(100);
    advance();
    assertEquals(before + HeldCall.STEP_BYTES, budget.server().used());

    Origin origin = ClientAddresses.WITHOUT_PROXIES.origin(wire.peer());
    stream.commandTaken(budget.connection(origin).limit() * 3 / 4);
    long inUse = budget.server().used();
    stream.outboundWireSize(HeldCall.STEP_BYTES);
    advance();

    assertEquals(inUse - HeldCall.STEP_BYTES, budget.server().used());
  }

  /** The stream has sent everything but what it writes while memory is needed. */
  @Test
  void aStreamThatHasSentMostBytesIsNotAbortedForMemory() {
    HeldCall stream = stream();
    stream.outboundWireSize(10_000);

    connection().free(stream, () -> true, () -> {});
    channel.eventLoop().execute(() -> stream.outboundWireSize(100));
    channel.runPendingTasks();

    assertFalse(stream.isAborted());
    assertEquals(HeldCall.STEP_BYTES, stream.charged());
  }

  private HeldConnection connection() {
    return Objects.requireNonNull(connection);
  }

  private HeldCall stream() {
    HeldCall call = grpc.call();
    call.serverCallStarted(new ConverseInfo());
    return call;
  }

  /** If the call were still charged for bytes, the budget would reset it again and again. */
  @Test
  void nothingIsHeldForAResetCallThatItsConnectionDoesNotKnow() {
    HeldCall stray = new HeldCall(connection(), 3, new Metadata());
    long others = budget.server().used() - stray.bytes();
    int[] done = new int[1];

    connection().free(stray, () -> true, () -> done[0]++);
    channel.runPendingTasks();

    assertEquals(others, budget.server().used());
    assertEquals(1, done[0]);
    assertTrue(channel.isOpen());
  }

  /** The request is still in use after the end of its call. */
  @Test
  void aRequestCountsAsHeldWhileItIsInUse() {
    HeldCall call = grpc.call();
    call.arrived(100_000, System.nanoTime());
    Runnable inUse = call.keep();

    call.streamClosed(Status.CANCELLED);

    assertTrue(budget.server().used() > 100_000);
    assertEquals(
        Optional.of(Scope.CONNECTION), call.reserve(1), "no answer is built for an ended call");

    inUse.run();
    inUse.run();

    assertEquals(0, budget.server().used());
  }

  @Test
  void aCallIsHeldUntilItEndsAfterItsRequestWasUsed() {
    HeldCall call = grpc.call();
    call.keep().run();
    assertEquals(HeldCall.CALL_BYTES, budget.server().used());
    call.streamClosed(Status.OK);
    assertEquals(0, budget.server().used());
  }

  private static final class ConverseInfo
      extends ServerStreamTracer.ServerCallInfo<ConverseRequest, ConverseResponse> {
    @Override
    public MethodDescriptor<ConverseRequest, ConverseResponse> getMethodDescriptor() {
      return ChatServiceGrpc.getConverseMethod();
    }

    @Override
    public Attributes getAttributes() {
      return Attributes.EMPTY;
    }

    @Override
    public @Nullable String getAuthority() {
      return null;
    }
  }

  private void requireLogged() {
    assertEquals(
        List.of("a defect"),
        logged.stream().map(record -> record.getThrown().getMessage()).toList());
  }

  /** Starts a call. */
  private final class GrpcListener extends Http2EventAdapter {
    private @Nullable HeldCall call;

    HeldCall call() {
      return Objects.requireNonNull(call);
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
        boolean last) {
      call = guard.begin(new Metadata());
    }
  }

  /** Throws an exception when a call is reset, as gRPC's handler would if it had a defect. */
  private static final class DefectiveHandler extends Http2ConnectionHandler {
    DefectiveHandler(
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
  }

  private static final class DefectiveHandlerBuilder
      extends AbstractHttp2ConnectionHandlerBuilder<DefectiveHandler, DefectiveHandlerBuilder> {
    DefectiveHandler create(Http2FrameListener listener) {
      return server(true).frameListener(listener).build();
    }

    @Override
    protected DefectiveHandler build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new DefectiveHandler(decoder, encoder, settings);
    }
  }

  private final class Recorder extends Handler {
    @Override
    public void publish(LogRecord record) {
      logged.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
