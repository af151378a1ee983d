package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a client stops without ending its identity: at once, or after draining. */
class ClosingTest {
  @Test
  void closingEndsTheStreamAndKeepsTheIdentity() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    PendingMessage message = story.say("hello");

    story.client.close();

    story.assertStopped(StopReason.CLOSED);
    assertTrue(stream.cancelled);
    assertEquals(PendingMessage.Status.PENDING, message.status());
    assertEquals("t1", story.snapshot().token());
    assertEquals(1, story.snapshot().messages().size());
    story.client.start();
    story.transport.assertNoCalls();
  }

  @Test
  void drainingWaitsForEveryResult() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 0, 0));
    PendingMessage message = story.say("hello");

    story.client.drain();
    story.time.run();
    assertFalse(stream.halfClosed);
    stream.sent(stream.take(), 1);

    assertEquals(PendingMessage.Status.SENT, message.status());
    assertTrue(stream.halfClosed);
    stream.messages("lobby", 1);
    stream.closing(Closing.newBuilder());
    story.assertStopped(StopReason.DRAINED);
    assertEquals(List.of("lobby1"), story.listener.delivered());
  }

  @Test
  void drainingContinuesAfterALostStream() {
    Story story = new Story();
    FakeTransport.Stream first = story.online();
    story.client.drain();
    story.time.run();
    assertTrue(first.halfClosed);
    first.lose();

    FakeTransport.Stream second = story.nextStream();
    second.ready();

    assertTrue(second.halfClosed);
    second.end(null);
    story.assertStopped(StopReason.DRAINED);
  }

  @Test
  void drainingFromTheStartSendsPendingMessages() {
    Story story = new Story();
    story.say("hello");
    story.client.start();
    story.client.drain();
    story.transport.join().succeed(FakeTransport.joined("t1"));
    FakeTransport.Stream stream = story.transport.stream();
    stream.ready();
    assertFalse(stream.halfClosed);

    stream.sent(stream.take(), 1);

    assertTrue(stream.halfClosed);
  }
}
