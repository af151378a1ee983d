package chat.charla.client;

import static chat.charla.client.RoomResults.entered;
import static chat.charla.client.RoomResults.left;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events of a room that the client has left, and of its next membership of that room. */
class EndedMembershipTest {
  @Test
  void theLastEventsOfARoomMayArriveAfterItIsLeft() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.leaveRoom("dev");
    story.time.run();

    stream.result(stream.take(), left("dev", 6));
    assertEquals(2, story.snapshot().cursors().size());
    stream.messages("dev", 6);

    assertEquals(List.of("dev6"), story.listener.delivered());
    assertEquals(1, story.snapshot().cursors().size());
  }

  @Test
  void aRoomCanBeEnteredAgainBeforeItsLastEventsHaveCome() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.leaveRoom("dev");
    story.time.run();
    stream.result(stream.take(), left("dev", 6));
    story.client.enterRoom("dev");
    story.time.run();
    stream.result(stream.take(), entered("dev", 9));

    stream.messages("dev", 6, 10, 11);

    assertEquals(List.of("dev6", "dev10", "dev11"), story.listener.delivered());
    story.assertNoViolations();
  }

  @Test
  void ifTheResultOfLeavingIsMissingTheMembershipEndsWhereTheNextOneBegins() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.enterRoom("dev");
    story.time.run();

    stream.result(stream.take(), entered("dev", 9));
    stream.messages("dev", 6, 10, 11);

    assertEquals(List.of("dev6", "dev10", "dev11"), story.listener.delivered());
    story.assertNoViolations();
  }

  /** On the previous stream the room had another epoch, so the client waits for the Gap. */
  @Test
  void aResetAfterLeavingAllowsEventsUpToTheEndOfTheMembership() {
    Story story = new Story();
    FakeTransport.Stream stream = leavingAResetRoom(story);

    stream.result(stream.take(), left("dev", 2));
    assertEquals(2, story.snapshot().cursors().size());
    stream.frame(reset("dev", 0));
    stream.messages("dev", 1, 2);

    assertEquals(List.of("dev1", "dev2"), story.listener.delivered());
    assertEquals(1, story.snapshot().cursors().size());
    story.assertNoViolations();
  }

  @Test
  void aResetToTheEndOfTheMembershipRemovesTheCursor() {
    Story story = new Story();
    FakeTransport.Stream stream = leavingAResetRoom(story);

    stream.result(stream.take(), left("dev", 2));
    stream.frame(reset("dev", 2));
    assertEquals(1, story.listener.gaps.size());
    stream.frame(reset("dev", 2));

    assertEquals(1, story.listener.gaps.size(), "there is no cursor to reset");
    assertEquals(1, story.snapshot().cursors().size());
    story.assertNoViolations();
  }

  @Test
  void aResetOfAnEndedMembershipDoesNotAffectTheNextMembership() {
    Story story = new Story();
    FakeTransport.Stream stream = leavingAResetRoom(story);
    stream.result(stream.take(), left("dev", 2));
    story.client.enterRoom("dev");
    story.time.run();
    stream.result(stream.take(), entered("dev", 4, "e2"));

    stream.frame(reset("dev", 1));
    stream.messages("dev", 2, 5);

    assertEquals(List.of("dev2", "dev5"), story.listener.delivered());
    story.assertNoViolations();
  }

  /** The cursor has the same sequence, 9, but the old epoch. */
  @Test
  void aMembershipInANewEpochIsNewEvenIfItBeginsAtTheSequenceOfTheCursor() {
    Story story = new Story();
    story.online(FakeTransport.timeline("dev", 9, 9)).lose();
    FakeTransport.Stream stream = story.nextStream();
    stream.ready(FakeTransport.timeline("dev", 2, 0).toBuilder().setEpoch("e2").build());
    story.client.enterRoom("dev");
    story.time.run();
    stream.result(stream.take(), entered("dev", 9, "e2"));

    stream.frame(reset("dev", 1));
    stream.messages("dev", 2, 10);

    assertEquals(List.of("dev2", "dev10"), story.listener.delivered());
    story.assertNoViolations();
  }

  /** The server may remove a room without members, and create it again in another epoch. */
  @Test
  void aRoomThatWasCreatedAgainBeginsWithTheNewMembership() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.leaveRoom("dev");
    story.client.enterRoom("dev");
    story.time.run();
    stream.result(stream.take(), left("dev", 7));
    stream.result(stream.take(), entered("dev", 0, "e2"));

    stream.messages("dev", 1, 2);

    assertEquals(List.of("dev1", "dev2"), story.listener.delivered());
    story.assertNoViolations();
  }

  /** Opens a stream on which the room dev has a new epoch, and asks to leave that room. */
  private static FakeTransport.Stream leavingAResetRoom(Story story) {
    story.online(FakeTransport.timeline("dev", 9, 9)).lose();
    FakeTransport.Stream stream = story.nextStream();
    stream.ready(FakeTransport.timeline("dev", 2, 0).toBuilder().setEpoch("e2").build());
    story.client.leaveRoom("dev");
    story.time.run();
    return stream;
  }

  private static ConverseResponse.Builder reset(String room, long position) {
    return ConverseResponse.newBuilder()
        .setGap(
            Gap.newBuilder()
                .setRoom(room)
                .setReason(GapReason.GAP_REASON_RESET)
                .setEpoch("e2")
                .setLastMissingSequence(position));
  }
}
