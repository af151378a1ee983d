package chat.charla.client;

import static chat.charla.client.RoomResults.entered;
import static chat.charla.client.RoomResults.left;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Cursor;
import chat.charla.v1.Event;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.User;
import chat.charla.v1.UserRenamed;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Memberships and names that change by another session of the account, by a call, or by the
 * operator.
 */
class ChangesElsewhereTest {
  @Test
  void leavingARoomByACallIsNotTheAnswerToACommand() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));
    story.client.enterRoom("garden");
    story.time.run();
    ConverseRequest entering = stream.take();

    stream.result(ConverseRequest.getDefaultInstance(), left("dev", 5));
    stream.result(entering, entered("garden", 0, "e"));

    List<String> log = story.listener.log;
    assertEquals(
        List.of("left elsewhere dev", "entered garden"), log.subList(log.size() - 2, log.size()));
  }

  @Test
  void aNameThatTheOperatorOrAnotherSessionChangesIsReportedAndSaved() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));

    stream.event(renamed("u1", "bob", "bobby"));

    assertTrue(story.listener.log.contains("renamed bobby"), () -> story.listener.log.toString());
    assertEquals("bobby", story.snapshot().name());
    List<SavedSession> saved = story.listener.sessions;
    assertEquals("bobby", saved.get(saved.size() - 1).name());
  }

  @Test
  void theNewNameOfAnotherUserIsNotTheOwnOne() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));
    String before = story.snapshot().name();

    stream.event(renamed("u2", "eva", "eve"));

    assertEquals(before, story.snapshot().name());
    assertFalse(story.listener.log.contains("renamed eve"), () -> story.listener.log.toString());
  }

  /** The server sends the event to each room that the user is in. */
  @Test
  void aChangeOfTheNameIsReportedOnce() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));

    stream.event(renamed("u1", "bob", "bobby"));
    stream.event(renamed("u1", "bob", "bobby").setRoom("dev"));

    assertEquals(1, story.listener.log.stream().filter("renamed bobby"::equals).count());
  }

  private static Event.Builder renamed(String id, String before, String now) {
    return Event.newBuilder()
        .setRoom("lobby")
        .setActor(User.newBuilder().setId(id).setName(now))
        .setUserRenamed(UserRenamed.newBuilder().setPreviousName(before));
  }

  @Test
  void aRoomThatAnotherSessionEntersIsDeliveredAndResumed() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("lobby", 3, 3));

    stream.changed(
        MembershipChanged.newBuilder().setRoomEntered(entered("dev", 7).getRoomEntered()));
    stream.messages("dev", 8);
    stream.lose();

    assertEquals(List.of("dev8"), story.listener.delivered());
    assertTrue(story.listener.log.contains("entered elsewhere dev"));
    assertEquals(
        List.of("", "lobby", "dev"),
        story.nextStream().open.getCursorsList().stream().map(Cursor::getRoom).toList());
    story.assertNoViolations();
  }

  @Test
  void aRoomThatAnotherSessionLeavesIsDeliveredUpToTheEndOfTheMembership() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));

    stream.changed(MembershipChanged.newBuilder().setRoomLeft(left("dev", 7).getRoomLeft()));
    stream.messages("dev", 6, 7);
    stream.lose();

    assertEquals(List.of("dev6", "dev7"), story.listener.delivered());
    assertTrue(story.listener.log.contains("left elsewhere dev"));
    assertEquals(1, story.nextStream().open.getCursorsCount(), "only the inbox has a cursor");
    story.assertNoViolations();
  }

  @Test
  void aChangeElsewhereIsNotTheAnswerToACommand() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online();
    story.client.enterRoom("dev");
    story.client.send(Target.room("dev"), "hello");
    story.time.run();
    ConverseRequest entering = stream.take();

    stream.changed(
        MembershipChanged.newBuilder().setRoomEntered(entered("dev", 7).getRoomEntered()));
    assertEquals(0, stream.commandsWaiting(), "the message waits for the client's own command");
    stream.messages("dev", 8);
    CommandResult.Builder again = entered("dev", 7);
    again.getRoomEnteredBuilder().setAlreadyMember(true);
    stream.result(entering, again);

    assertTrue(stream.take().hasSendMessage());
    assertEquals(List.of("dev8"), story.listener.delivered());
    story.assertNoViolations();
  }

  @Test
  void aChangeOfAnUnknownKindIsIgnored() {
    Story story = new Story();
    FakeTransport.Stream stream = story.online(FakeTransport.timeline("dev", 5, 5));

    stream.changed(MembershipChanged.newBuilder());
    stream.messages("dev", 6);

    assertEquals(List.of("dev6"), story.listener.delivered());
    story.assertNoViolations();
  }
}
