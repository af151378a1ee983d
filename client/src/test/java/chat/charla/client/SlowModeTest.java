package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowModeTest {
  @Test
  void aMessageWaitsForTheDelayAndTheApplicationIsTold() {
    Story story = Story.withJitter(() -> 0);
    FakeTransport.Stream stream = story.online();
    PendingMessage one = story.say("one");
    ConverseRequest first = stream.take();

    stream.refuse(first, slowMode(20));

    assertEquals(List.of("one 20 s"), story.listener.slowed);
    story.time.advance(Duration.ofMillis(19_999));
    assertEquals(0, stream.commandsWaiting());
    story.time.advance(Duration.ofMillis(1));
    ConverseRequest repeated = stream.take();
    assertEquals(first.getSendMessage(), repeated.getSendMessage());
    stream.sent(repeated, 4);
    assertEquals(PendingMessage.Status.SENT, one.status());
  }

  @Test
  void otherRoomsAndPrivateMessagesDoNotWait() {
    Story story = Story.withJitter(() -> 0);
    FakeTransport.Stream stream = story.online();
    story.say("one");
    stream.refuse(stream.take(), slowMode(3600));

    story.client.send(Target.room("dev"), "to dev");
    story.client.send(Target.user("u2"), "to u2");
    story.time.run();

    assertEquals(List.of("to dev", "to u2"), stream.texts());
  }

  @Test
  void messagesKeepTheirOrderAndAreSentOneAtATime() {
    Story story = Story.withJitter(() -> 0);
    FakeTransport.Stream stream = story.online();
    story.say("one");
    story.say("two");
    story.say("three");
    ConverseRequest one = stream.take();
    ConverseRequest two = stream.take();
    ConverseRequest three = stream.take();
    stream.sent(one, 1);
    stream.refuse(two, slowMode(20));
    story.time.advance(Duration.ofSeconds(30));
    assertEquals(0, stream.commandsWaiting(), "three has no answer yet");

    stream.refuse(three, slowMode(1));
    story.time.advance(Duration.ofSeconds(20));
    ConverseRequest again = stream.take();
    assertEquals("two", again.getSendMessage().getText());
    assertEquals(0, stream.commandsWaiting(), "three would be told to wait");
    stream.sent(again, 2);
    ConverseRequest last = stream.take();
    assertEquals("three", last.getSendMessage().getText());
    stream.refuse(last, slowMode(20));
    story.time.advance(Duration.ofSeconds(20));

    assertEquals(List.of("three"), stream.texts());
  }

  @Test
  void leavingTheRoomWaitsForItsMessagesAndNotTheOtherWayRound() {
    Story story = Story.withJitter(() -> 0);
    FakeTransport.Stream stream = story.online();
    story.say("one");
    story.say("two");
    stream.refuse(stream.take(), slowMode(20));
    stream.refuse(stream.take(), slowMode(20));
    story.client.leaveRoom("lobby");
    story.client.send(Target.user("u2"), "meanwhile");
    story.time.run();
    assertEquals("meanwhile", stream.take().getSendMessage().getText());

    story.time.advance(Duration.ofSeconds(20));
    stream.sent(stream.take(), 1);
    stream.sent(stream.take(), 2);

    assertEquals("lobby", stream.take().getLeaveRoom().getRoom());
  }

  @Test
  void theDelayIsKeptWhenTheStreamIsLost() {
    Story story = Story.withJitter(() -> 0);
    FakeTransport.Stream first = story.online();
    story.say("one");
    first.refuse(first.take(), slowMode(30));
    first.lose();
    FakeTransport.Stream second = story.transport.stream();
    second.ready();
    story.time.advance(Duration.ofSeconds(29));
    assertEquals(0, second.commandsWaiting());

    story.time.advance(Duration.ofSeconds(1));

    assertEquals(List.of("one"), second.texts());
  }

  @Test
  void aStoppedClientDoesNotWaitForADelay() {
    Story story = Story.withJitter(() -> 0);
    FakeTransport.Stream stream = story.online();
    story.say("one");
    stream.refuse(stream.take(), slowMode(30));

    story.client.close();

    story.assertStopped(StopReason.CLOSED);
  }

  private static Error.Builder slowMode(long seconds) {
    return Story.error(ErrorReason.ERROR_REASON_RATE_LIMITED)
        .putMetadata("limit", "slow_mode")
        .setRetryDelay(Story.seconds(seconds));
  }
}
