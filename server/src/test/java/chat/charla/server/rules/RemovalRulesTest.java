package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.server.log.TimelineId;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.MemberState;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.UserLeftReason;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A removed user leaves the room at once, and can enter it again. */
class RemovalRulesTest extends RoomFixture {
  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  @Test
  void theStreamsOfTheUserDeliverTheRoomUpToTheEventThatRemovesIt() {
    ScriptedClient phone = world.stranger().loggedIn("Ana");
    ScriptedStream ofEdition0 = stream(ana, 0);
    ScriptedStream ofEdition2 = stream(phone, 2);

    update(mona, ana, removal()).get();
    post(gus, "not for Ana").get();
    world.moment();

    long removed = FIRST_EVENTS + 1;
    RoomLeft left = RoomLeft.newBuilder().setRoom(KITCHEN).setLastSequence(removed).build();
    for (ScriptedStream stream : List.of(ofEdition0, ofEdition2)) {
      assertEquals(List.of(1L, removed), stream.sequences(KITCHEN));
      Event event = stream.durable(KITCHEN).get(FIRST_EVENTS);
      assertTrue(event.getMemberChanged().getRemoved());
      assertEquals(MemberState.getDefaultInstance(), event.getMemberChanged().getState());
      assertTrue(stream.isLive());
    }
    assertEquals(List.of(left), ofEdition0.leftElsewhere());
    assertEquals(List.of(), ofEdition0.membershipChanges());
    assertEquals(List.of(), ofEdition2.leftElsewhere());
    assertEquals(left, ofEdition2.membershipChanges().get(0).getRoomLeft());
    assertTrue(
        ofEdition2.index(ConverseResponse::hasMembershipChanged)
            > ofEdition2.index(
                frame ->
                    frame.getBatch().getEventsList().stream()
                        .anyMatch(each -> each.getMemberChanged().getRemoved())),
        "the event comes before the end of the membership");
  }

  @Test
  void othersGetUserLeftWithTheReasonRemoved() {
    ScriptedStream ofAna = ana.online();
    ScriptedStream ofGus = gus.online();
    ofGus.forget();

    update(mona, ana, removal()).get();
    world.moment();

    Event left =
        ofGus.ephemeral(KITCHEN).stream().filter(Event::hasUserLeft).findFirst().orElseThrow();
    assertEquals(ana.user(), left.getActor());
    assertEquals(UserLeftReason.USER_LEFT_REASON_REMOVED, left.getUserLeft().getReason());
    assertEquals(
        List.of(gus.user()),
        gus
            .call(ListUsersRequest.newBuilder().setRoom(KITCHEN).build())
            .get()
            .getUsersList()
            .stream()
            .map(each -> each.getUser())
            .toList());
    assertTrue(ofAna.isLive());
  }

  @Test
  void aRemovedUserPostsNothingAndCanEnterAgain() {
    update(mona, ana, removal()).get();
    post(ana, "hello").refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    post(gus, "meanwhile").get();

    RoomEntered entered = ana.enter(KITCHEN).get().getResult().getRoomEntered();

    assertFalse(entered.getAlreadyMember());
    assertEquals(head(), entered.getTimeline().getResumeAfter());
    post(ana, "I am back").get();
    world.restart();
    assertTrue(room(ana).getRoom().getMember());
    post(ana, "and after a restart").get();
  }

  @Test
  void removingAUserThatIsNotInTheRoomChangesNothing() {
    ana.leave(KITCHEN).get();
    long head = head();
    long writes = world.writes();

    update(mona, ana, removal()).get();

    assertEquals(head, head());
    assertEquals(writes, world.writes());
  }

  @Test
  void aRepetitionAppendsNoEvent() {
    update(mona, ana, removal()).get();
    long head = head();

    update(mona, ana, removal()).get();

    assertEquals(head, head());
  }

  @Test
  void aUserMayBeRemovedAgainAndAgain() {
    for (int i = 0; i < 5; i++) {
      update(mona, ana, removal()).get();
      assertFalse(room(ana).getRoom().getMember());
      world.restart();
      ana.enter(KITCHEN).get();
      assertTrue(room(ana).getRoom().getMember());
    }
  }

  /** The record of a removed user is not needed any more, so that a long history costs nothing. */
  @Test
  void theRecordOfARemovedUserDisappearsWithALaterChange() {
    for (int i = 0; i < 20; i++) {
      ScriptedClient guest = guest("Guest" + i);
      update(mona, guest, removal()).get();
      world.moment();
    }

    assertTrue(
        world.disk().memberRecords().getOrDefault(TimelineId.room(KITCHEN), List.of()).size() <= 2,
        "the moderator and the guest that was removed last");
  }

  @Test
  void aRemovalThatCannotBeStoredHasNoEffect() {
    world.breakDisk(false);
    update(mona, ana, removal()).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    post(ana, "hello").get();
    world.restart();
    post(ana, "hello again").get();
  }

  /** The event is on disk, but the record of the identity cannot be written for a while. */
  @Test
  void aRemovalHoldsThoughTheRecordOfTheUserCannotBeStored() {
    world.faults().maxDelay(World.SLOW_DISK);
    long before = head();
    Reply<?> removal = update(mona, ana, removal());
    while (head() == before) {
      world.pass(Duration.ofMillis(1));
    }
    world.breakDisk(false);
    world.pass(World.SLOW_DISK.multipliedBy(4));
    removal.get();

    assertFalse(room(ana).getRoom().getMember());
    post(ana, "hello").refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    world.faults().maxDelay(Duration.ofMillis(1));
    world.repairDisk();
    world.losePower();
    assertFalse(room(ana).getRoom().getMember());
    ana.enter(KITCHEN).get();
    post(ana, "I am back").get();
    world.restart();
    assertTrue(room(ana).getRoom().getMember());
  }

  /** The user leaves the room by itself while it is removed. */
  @Test
  void aUserMayLeaveWhileItIsRemoved() {
    world.faults().maxDelay(World.SLOW_DISK);
    for (int i = 0; i < 10; i++) {
      ScriptedClient victim = guest("Victim" + i);
      ScriptedStream stream = stream(victim, 2);
      Reply<?> removal = update(mona, victim, removal());
      world.pass(Duration.ofMillis(60L * i));
      Reply<?> leaving = victim.leave(KITCHEN);
      removal.get();
      if (!leaving.succeeds()) {
        leaving.refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
      }
      world.pass(World.SLOW_DISK.multipliedBy(8));

      assertFalse(room(victim).getRoom().getMember());
      assertEquals(1, stream.membershipChanges().size(), "the stream is told once");
      assertTrue(stream.isLive());
    }
  }
}
