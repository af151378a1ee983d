package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.memory.Scope;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the time for a command starts, and how long a call and its request are charged for. */
class MeteredCallTest extends MeteredConnectionFixture {
  /** The command had arrived long before gRPC read it, because gRPC read other commands first. */
  @Test
  void theTimeForACommandStartsWhenItIsRead() {
    long timeout = TimeUnit.SECONDS.toNanos(10);
    MeteredCall call = grpc.call();
    call.serverCallStarted(new ConverseInfo());
    call.chargeArrived(100, System.nanoTime() - 2 * timeout);

    call.inboundMessage(0);

    long now = System.nanoTime();
    assertFalse(call.hasStopped(now, timeout));
    assertTrue(call.hasStopped(now + timeout, timeout));
  }

  /** The request is still in use after the end of its call. */
  @Test
  void aRequestCountsAsHeldWhileItIsInUse() {
    MeteredCall call = grpc.call();
    call.chargeArrived(100_000, System.nanoTime());
    Runnable inUse = call.keepCharged();

    call.streamClosed(Status.CANCELLED);

    assertTrue(budget.server().used() > 100_000);
    assertEquals(
        Optional.of(Scope.CONNECTION), call.reserve(1), "no answer is built for an ended call");

    inUse.run();
    inUse.run();

    assertEquals(0, budget.server().used());
  }

  @Test
  void aCallCountsAsHeldUntilItEndsAlsoIfItsRequestIsNoLongerInUse() {
    MeteredCall call = grpc.call();
    call.keepCharged().run();
    assertEquals(MeteredCall.CALL_BYTES, budget.server().used());
    call.streamClosed(Status.OK);
    assertEquals(0, budget.server().used());
  }

  /** If the call were still charged for bytes, the budget would reset it again and again. */
  @Test
  void aResetReleasesTheBytesOfACallThatIsUnknownToItsConnection() {
    MeteredCall stray = new MeteredCall(connection(), 3, new Metadata());
    long others = budget.server().used() - stray.bytes();
    int[] done = new int[1];

    connection().free(stray, () -> true, () -> done[0]++);
    channel.runPendingTasks();

    assertEquals(others, budget.server().used());
    assertEquals(1, done[0]);
    assertTrue(channel.isOpen());
  }
}
