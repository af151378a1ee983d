package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** For how many unsent bytes a stream is charged in the memory budget, and for how long. */
class UnsentBytesTest extends MeteredConnectionFixture {
  /**
   * All event loops use the shares of the budget, so changing a share at every write would slow
   * them down.
   */
  @Test
  void theUnsentBytesOfAStreamAreChargedInSteps() {
    MeteredCall stream = stream();
    long before = budget.server().used();
    int writes = MeteredCall.STEP_BYTES / 100;
    for (int i = 0; i < writes; i++) {
      stream.outboundWireSize(100);
      assertEquals(before + MeteredCall.STEP_BYTES, budget.server().used());
    }

    stream.outboundWireSize(100);
    assertEquals(before + 2 * MeteredCall.STEP_BYTES, budget.server().used());

    advance();
    assertEquals(before, budget.server().used());
  }

  /** The stream is ready at each write, so all earlier bytes except a few have been sent. */
  @Test
  void aStreamThatIsReadyIsChargedForFewEarlierBytes() {
    MeteredCall stream = stream();
    stream.limitUnsent(MeteredCall.STEP_BYTES);
    long before = budget.server().used();
    for (int i = 0; i < 1000; i++) {
      stream.outboundWireSize(100);
    }
    assertEquals(before + 2 * MeteredCall.STEP_BYTES, budget.server().used());
  }

  @Test
  void aStreamThatIsNotReadyIsChargedForAllEarlierBytes() {
    MeteredCall stream = stream();
    stream.limitUnsent(Long.MAX_VALUE);
    long before = budget.server().used();
    stream.outboundWireSize(64 * 1024);
    for (int i = 0; i < 1000; i++) {
      stream.outboundWireSize(100);
    }
    assertTrue(budget.server().used() >= before + 64 * 1024 + 100_000);
  }

  /** The stream has sent most of a long message. */
  @Test
  void aStreamIsChargedForTheBytesThatMayBeUnsent() {
    MeteredCall stream = stream();
    long before = budget.server().used();
    stream.outboundWireSize(200_000);
    stream.outboundWireSize(100);
    assertTrue(budget.server().used() >= before + 200_000);
    var unsent = channel.write(Unpooled.wrappedBuffer(new byte[100]));

    advance();

    assertEquals(
        before + 32 * 1024 + MeteredCall.STEP_BYTES,
        budget.server().used(),
        "rounded up to a step");
    assertFalse(unsent.isDone());
  }

  /** gRPC queues what it writes, and hands it to HTTP/2 in a later task of the event loop. */
  @Test
  void bytesThatGrpcHasQueuedAreNotTakenForSent() {
    MeteredCall stream = stream();
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
   * For a while, a stream of a busy room stays charged for bytes that were sent. Meanwhile, other
   * streams cannot use this memory.
   */
  @Test
  void sentBytesAreReleasedSoonerWhenMostMemoryIsInUse() {
    Connection wire = new Connection(channel);
    MeteredConnection waiting =
        new MeteredConnection(
            wire,
            new ConnectionTasks(wire),
            ClientAddresses.WITHOUT_PROXIES,
            budget,
            new MemoryLog(budget.server()),
            Duration.ofSeconds(10));
    MeteredCall stream = waiting.begin(3, new Metadata());
    stream.serverCallStarted(new ConverseInfo());
    advance();
    long before = budget.server().used();
    stream.outboundWireSize(100);
    advance();
    assertEquals(before + MeteredCall.STEP_BYTES, budget.server().used());

    Origin origin = ClientAddresses.WITHOUT_PROXIES.origin(wire.peer());
    stream.chargeCommand(budget.connection(origin).limit() * 3 / 4);
    long inUse = budget.server().used();
    stream.outboundWireSize(MeteredCall.STEP_BYTES);
    advance();

    assertEquals(inUse - MeteredCall.STEP_BYTES, budget.server().used());
  }

  /** The stream has sent all bytes, except those that it writes while the server frees memory. */
  @Test
  void aStreamThatHasSentMostBytesIsNotAbortedForMemory() {
    MeteredCall stream = stream();
    stream.outboundWireSize(10_000);

    connection().free(stream, () -> true, () -> {});
    channel.eventLoop().execute(() -> stream.outboundWireSize(100));
    channel.runPendingTasks();

    assertFalse(stream.isAborted());
    assertEquals(MeteredCall.STEP_BYTES, stream.charged());
  }

  /** A scheduled task would keep the closed connection in memory. */
  @Test
  void nothingIsScheduledForAClosedConnection() {
    stream().outboundWireSize(100);
    assertTrue(channel.runScheduledPendingTasks() > 0);
    channel.close();
    assertEquals(-1, channel.runScheduledPendingTasks());
  }
}
