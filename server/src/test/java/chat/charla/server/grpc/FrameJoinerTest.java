package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.netty.shaded.io.netty.buffer.AbstractByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameWriter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@link FrameJoiner} does not change the bytes that Netty's writer of HTTP/2 frames writes. */
class FrameJoinerTest {
  private static final String HTTP2 = "http2";

  private final Http2FrameWriter writer = new DefaultHttp2FrameWriter();
  private final EmbeddedChannel joined = channel();

  FrameJoinerTest() {
    joined.pipeline().addBefore(HTTP2, null, new FrameJoiner());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 10, 150, FrameJoiner.MAX_PAYLOAD})
  void aSmallFrameIsOneBuffer(int length) {
    ChannelPromise promise = writeData(joined, payload(length));
    assertEquals(1, joined.outboundMessages().size());
    assertTrue(promise.isSuccess());
    EmbeddedChannel plain = channel();
    writeData(plain, payload(length));
    assertEquals(bytes(plain), bytes(joined));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, FrameJoiner.MAX_PAYLOAD + 1, 16 * 1024, 16 * 1024 + 100, 100_000})
  void otherLengthsArriveWhole(int length) {
    ChannelPromise promise = writeData(joined, payload(length));
    assertTrue(promise.isSuccess());
    EmbeddedChannel plain = channel();
    writeData(plain, payload(length));
    assertEquals(bytes(plain), bytes(joined));
  }

  @Test
  void aPayloadThatLooksLikeAHeaderStaysAPayload() {
    byte[] header = {0, 0, 9, 0, 0, 0, 0, 0, 3};
    writeData(joined, Unpooled.copiedBuffer(header));
    writeData(joined, payload(20));
    assertEquals(2, joined.outboundMessages().size());
    EmbeddedChannel plain = channel();
    writeData(plain, Unpooled.copiedBuffer(header));
    writeData(plain, payload(20));
    assertEquals(bytes(plain), bytes(joined));
  }

  @Test
  void otherFramesPassUnchanged() {
    Consumer<EmbeddedChannel> frames =
        channel -> {
          ChannelHandlerContext context = channel.pipeline().context(HTTP2);
          writer.writeSettings(context, new Http2Settings(), channel.newPromise());
          writer.writeSettingsAck(context, channel.newPromise());
          writer.writePing(context, true, 7, channel.newPromise());
          writer.writeRstStream(context, 3, 8, channel.newPromise());
          writer.writeGoAway(context, 3, 0, Unpooled.EMPTY_BUFFER, channel.newPromise());
          channel.flush();
        };
    frames.accept(joined);
    EmbeddedChannel plain = channel();
    frames.accept(plain);
    assertEquals(bytes(plain), bytes(joined));
  }

  @Test
  void aFrameThatCannotBeWrittenFailsAndIsReleased() {
    IOException failure = new IOException("broken");
    joined
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext context, Object bytes, ChannelPromise done) {
                ReferenceCountUtil.release(bytes);
                done.setFailure(failure);
              }
            });
    ByteBuf payload = payload(20);
    ChannelPromise promise = writeData(joined, payload);
    assertSame(failure, promise.cause());
    assertEquals(0, payload.refCnt());
  }

  @Test
  void aHeaderWithoutPayloadIsReleasedWhenTheConnectionEnds() {
    ByteBuf header = Unpooled.copiedBuffer(new byte[] {0, 0, 20, 0, 0, 0, 0, 0, 3});
    ChannelPromise promise = joined.newPromise();
    joined.writeAndFlush(header, promise);
    assertTrue(joined.outboundMessages().isEmpty());
    joined.close();
    joined.runPendingTasks();
    assertEquals(0, header.refCnt());
    assertNotNull(promise.cause());
  }

  @Test
  void withoutMemoryForAJoinedBufferAFrameArrivesWhole() {
    joined.config().setAllocator(new HeapOnly());
    ChannelPromise promise = writeData(joined, payload(150));
    assertTrue(promise.isSuccess());
    assertEquals(2, joined.outboundMessages().size());
    EmbeddedChannel plain = channel();
    writeData(plain, payload(150));
    assertEquals(bytes(plain), bytes(joined));
  }

  /** An allocator without memory outside the heap. */
  private static final class HeapOnly extends AbstractByteBufAllocator {
    HeapOnly() {
      super(false);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return Unpooled.buffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("expected by the test");
    }
  }

  private static EmbeddedChannel channel() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addLast(HTTP2, new ChannelInboundHandlerAdapter());
    return channel;
  }

  private static ByteBuf payload(int length) {
    ByteBuf payload = Unpooled.buffer(Math.max(1, length));
    for (int i = 0; i < length; i++) {
      payload.writeByte(i % 100);
    }
    return payload;
  }

  private ChannelPromise writeData(EmbeddedChannel channel, ByteBuf payload) {
    ChannelPromise promise = channel.newPromise();
    var unused = writer.writeData(channel.pipeline().context(HTTP2), 3, payload, 0, true, promise);
    channel.flush();
    return promise;
  }

  private static List<Byte> bytes(EmbeddedChannel channel) {
    List<Byte> all = new ArrayList<>();
    for (Object message = channel.readOutbound();
        message != null;
        message = channel.readOutbound()) {
      for (byte next : ByteBufUtil.getBytes((ByteBuf) message)) {
        all.add(next);
      }
    }
    return all;
  }
}
