package chat.charla.server.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.buffer.UnpooledByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2CodecUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2EventAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When PINGs are acknowledged, in virtual time. */
class PingPacerTest {
  private static final Duration PERIOD = Duration.ofMillis(200);
  private static final int STREAM = 1;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Http2ConnectionHandler http2 =
      new Http2ConnectionHandlerBuilder().server(true).frameListener(new Pings()).build();
  private long now;
  private PingPacer pacer = pacer(PERIOD);

  private PingPacer pacer(Duration period) {
    return new PingPacer(
        http2,
        channel.pipeline(),
        new ConnectionTasks(new Connection(channel)),
        () -> Http2CodecUtil.DEFAULT_WINDOW_SIZE - window(),
        () -> now,
        period);
  }

  private int window() {
    return http2
        .connection()
        .remote()
        .flowController()
        .windowSize(http2.connection().connectionStream());
  }

  private final class Pings extends Http2EventAdapter {
    @Override
    public void onPingRead(ChannelHandlerContext context, long data) {
      pacer.pingRead();
    }
  }

  @BeforeEach
  void connect() throws Http2Exception {
    channel.freezeTime();
    channel.pipeline().addLast(http2);
    read(Http2CodecUtil.connectionPrefaceBuf());
    read(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}));
    http2.connection().remote().createStream(STREAM, false);
    var unused = written();
  }

  @AfterEach
  void close() {
    channel.close();
  }

  @Test
  void pingsOnAQuietConnectionAreAcknowledgedAtOnce() {
    for (int ping = 1; ping <= 5; ping++) {
      assertEquals(List.of("ack " + ping), afterPing(ping));
    }
  }

  @Test
  void aPingIsAcknowledgedAtOnceIfThePreviousOneWasAPeriodAgo() {
    for (int ping = 1; ping <= 5; ping++) {
      send("hello");
      assertEquals(List.of("ack " + ping), afterPing(ping));
      advance(PERIOD);
    }
  }

  @Test
  void whileDataFlowsPingsAreAcknowledgedOnceInAPeriodInTheirOrder() {
    startPacing();
    send("a");
    assertEquals(List.of(), afterPing(3));
    send("b");
    assertEquals(List.of(), afterPing(4));
    advance(PERIOD.minusMillis(1));
    assertEquals(List.of(), written());

    advance(Duration.ofMillis(1));
    assertEquals(List.of("ack 3", "ack 4"), written());

    send("c");
    assertEquals(List.of(), afterPing(5));
    advance(PERIOD);
    assertEquals(List.of("ack 5"), written());
  }

  @Test
  void dataInTheSecondHalfOfAPeriodReleasesTheAcknowledgement() {
    startPacing();
    send("a");
    assertEquals(List.of(), afterPing(3));
    advance(PERIOD.dividedBy(2).minusMillis(1));
    send("b");

    advance(Duration.ofMillis(1));
    write("c");
    channel.flush();

    assertEquals(List.of("ack 3", "data c"), written());
    assertEquals(-1, channel.runScheduledPendingTasks(), "no release is scheduled");
  }

  @Test
  void otherFramesDoNotWaitForAHeldAcknowledgement() throws Http2Exception {
    startPacing();
    send("a");
    assertEquals(List.of(), afterPing(3));

    write("payload");
    ChannelHandlerContext context = channel.pipeline().context(http2);
    var ping = http2.encoder().writePing(context, false, 7, channel.newPromise());
    var end =
        http2
            .encoder()
            .writeGoAway(context, STREAM, 0, Unpooled.EMPTY_BUFFER, channel.newPromise());
    channel.flush();

    assertEquals(List.of("ping 7", "frame of type 7", "data payload"), written());
    assertTrue(ping.isDone() && end.isDone());
  }

  @Test
  void dataWithTheBytesOfAnAcknowledgementIsNotHeld() {
    startPacing();
    send("a");
    assertEquals(List.of(), afterPing(3));
    String lookalike = "\0\0\u0008\u0006\u0001\0\0\0\0abcdefgh";

    write(lookalike);
    channel.flush();

    assertEquals(List.of("data " + lookalike), written());
  }

  /**
   * A client that estimates the bandwidth may enlarge its windows when it gets this
   * acknowledgement.
   */
  @Test
  void afterMuchDataAPingIsAcknowledgedAtOnce() {
    startPacing();
    send("x".repeat(10_000));
    assertEquals(List.of(), afterPing(3));
    advance(PERIOD);
    assertEquals(List.of("ack 3"), written());

    write("x".repeat(32 * 1024));
    channel.flush();
    assertEquals(2, written().size(), "DATA frames");

    assertEquals(List.of("ack 4"), afterPing(4));
  }

  @Test
  void muchDataReleasesAHeldAcknowledgement() {
    startPacing();
    send("a");
    assertEquals(List.of(), afterPing(3));

    send("x".repeat(16 * 1024));
    send("x".repeat(16 * 1024));
    write("b");
    channel.flush();

    assertEquals(List.of("ack 3", "data b"), written());
  }

  @Test
  void onlyFewAcknowledgementsAreHeld() {
    startPacing();
    List<String> expected = new ArrayList<>();
    for (int ping = 1; ping <= PingPacer.MAX_HELD; ping++) {
      send("a");
      assertEquals(List.of(), afterPing(ping));
      expected.add("ack " + ping);
    }
    send("a");
    expected.add("ack 100");

    assertEquals(expected, afterPing(100));
    assertEquals(-1, channel.runScheduledPendingTasks(), "no release is scheduled");
  }

  @Test
  void aClosedConnectionHoldsNothing() {
    UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
    channel.config().setAllocator(buffers);
    startPacing();
    send("a");
    ChannelPromise acknowledged = channel.newPromise();
    var unused =
        http2.encoder().writePing(channel.pipeline().context(http2), true, 3, acknowledged);
    channel.flush();
    assertEquals(List.of(), written());
    assertFalse(acknowledged.isDone());
    assertTrue(buffers.metric().usedHeapMemory() > 0);
    assertTrue(channel.runScheduledPendingTasks() > 0);

    new Connection(channel).reset();
    channel.runPendingTasks();

    assertTrue(acknowledged.isDone());
    assertFalse(acknowledged.isSuccess());
    assertEquals(0, buffers.metric().usedHeapMemory());
    assertEquals(-1, channel.runScheduledPendingTasks(), "no release is scheduled");
  }

  @Test
  void withoutAPeriodEachPingIsAcknowledgedAtOnce() {
    pacer = pacer(Duration.ZERO);
    for (int ping = 1; ping <= 5; ping++) {
      send("hello");
      assertEquals(List.of("ack " + ping), afterPing(ping));
    }
    assertNull(channel.pipeline().get(PingPacer.class));
  }

  /** Makes the pacer join the pipeline, by a second PING soon after the first one. */
  private void startPacing() {
    assertEquals(List.of("ack 1"), afterPing(1));
    send("hello");
    assertEquals(List.of("ack 2"), afterPing(2));
    assertNotNull(channel.pipeline().get(PingPacer.class));
  }

  /** What the server writes when this PING arrives. */
  private List<String> afterPing(long number) {
    ByteBuf ping = Unpooled.buffer();
    ping.writeMedium(8).writeByte(6).writeByte(0).writeInt(0).writeLong(number);
    read(ping);
    return written();
  }

  private void read(ByteBuf bytes) {
    channel.writeInbound(bytes);
  }

  private void send(String text) {
    write(text);
    channel.flush();
    assertEquals(List.of("data " + text), written());
  }

  private void write(String text) {
    var unused =
        http2
            .encoder()
            .writeData(
                channel.pipeline().context(http2),
                STREAM,
                Unpooled.copiedBuffer(text, UTF_8),
                0,
                false,
                channel.newPromise());
  }

  private void advance(Duration time) {
    now += time.toNanos();
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  /** The frames that were written since the previous call. */
  private List<String> written() {
    ByteBuf bytes = Unpooled.buffer();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      bytes.writeBytes(next);
      next.release();
    }
    List<String> frames = new ArrayList<>();
    while (bytes.isReadable()) {
      int length = bytes.readMedium();
      int type = bytes.readByte();
      int flags = bytes.readByte();
      bytes.skipBytes(4);
      byte[] payload = new byte[length];
      bytes.readBytes(payload);
      frames.add(frame(type, flags, payload));
    }
    return frames;
  }

  private static String frame(int type, int flags, byte[] payload) {
    return switch (type) {
      case 0 -> "data " + new String(payload, UTF_8);
      case 6 -> (flags == 1 ? "ack " : "ping ") + payload[payload.length - 1];
      default -> "frame of type " + type;
    };
  }
}
