package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.QuietLog;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.MemberState;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A muted user reads, and posts nothing in the room. */
class MuteRulesTest extends RoomFixture {
  private static final ErrorReason MUTED = ErrorReason.ERROR_REASON_MUTED;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  @Test
  void everyMessageOfAMutedUserIsRefusedUntilTheTime() {
    MemberState state =
        update(mona, ana, mute(TEN_MINUTES).setReason(ModerationReason.MODERATION_REASON_ABUSE))
            .get()
            .getState();

    CallFailure refusal = post(ana, "hello").refused(MUTED);

    Event event = lastEvent();
    Instant until = millis(event).plus(TEN_MINUTES);
    assertEquals(until, instant(state.getMutedUntil()));
    assertEquals(Role.ROLE_MEMBER, state.getRole());
    requireRefusedUntil(until, refusal);
    assertEquals(ModerationReason.MODERATION_REASON_ABUSE, event.getMemberChanged().getReason());
    assertFalse(event.getMemberChanged().getRemoved());
    assertEquals(mona.user(), event.getActor());
    assertEquals(FIRST_EVENTS + 1, head());
  }

  @Test
  void aMutedUserReadsOnAndMayWriteElsewhere() {
    ScriptedStream stream = ana.online();
    update(mona, ana, mute(TEN_MINUTES)).get();

    post(gus, "read me").get();
    world.moment();

    assertTrue(stream.texts(KITCHEN).contains("read me"));
    ana.say("in the lobby");
    ana.call(PrivateMessages.toId("p", gus, "privately")).get();
    stream.post("p", kitchen("m", "hello"));
    stream.refused("p", MUTED);
  }

  @Test
  void aMuteHoldsForAllSessions() {
    ScriptedClient phone = world.stranger().loggedIn("Ana");
    ScriptedStream onPhone = phone.online();
    update(mona, ana, mute(TEN_MINUTES)).get();

    post(phone, "hello").refused(MUTED);
    onPhone.post("p", kitchen("m", "hello"));
    onPhone.refused("p", MUTED);
    post(world.stranger().loggedIn("Ana"), "hello").refused(MUTED);
    ana.join("Anita");
    post(ana, "under another name").refused(MUTED);
  }

  @Test
  void aMuteEndsAtItsTimeWithoutAnEvent() {
    MemberState state = update(mona, ana, mute(TEN_MINUTES)).get().getState();
    Instant until = instant(state.getMutedUntil());
    long head = head();
    world.pass(
        Duration.between(world.server().wallClock(), until).minus(World.MOMENT.multipliedBy(2)));
    post(ana, "too early").refused(MUTED);

    world.pass(World.MOMENT.multipliedBy(2));

    assertEquals(head, head());
    post(ana, "in time").get();
  }

  @Test
  void aModeratorEndsAMute() {
    update(mona, ana, mute(TEN_MINUTES)).get();

    MemberState state = update(olga, ana, mute(Duration.ZERO)).get().getState();

    assertFalse(state.hasMutedUntil());
    assertFalse(lastEvent().getMemberChanged().getState().hasMutedUntil());
    post(ana, "hello").get();
  }

  @Test
  void endingAMuteThatThereIsNotAppendsNoEvent() {
    long head = head();
    long writes = world.writes();

    update(mona, ana, mute(Duration.ZERO)).get();

    assertEquals(head, head());
    assertEquals(writes, world.writes());
  }

  @Test
  void aNewMuteReplacesTheOneBefore() {
    update(mona, ana, mute(Duration.ofDays(1))).get();

    update(mona, ana, mute(Duration.ofMinutes(1))).get();

    world.pass(Duration.ofMinutes(1));
    post(ana, "hello").get();
  }

  @Test
  void aRepeatedMuteBeginsAgain() {
    update(mona, ana, mute(TEN_MINUTES)).get();
    Instant first = millis(lastEvent());
    world.pass(Duration.ofMinutes(1));

    MemberState state = update(mona, ana, mute(TEN_MINUTES)).get().getState();

    assertEquals(FIRST_EVENTS + 2, head());
    assertTrue(millis(lastEvent()).isAfter(first));
    assertEquals(millis(lastEvent()).plus(TEN_MINUTES), instant(state.getMutedUntil()));
  }

  @Test
  void aMuteBelongsToTheUserAndNotToTheMembership() {
    update(mona, ana, mute(TEN_MINUTES)).get();

    ana.leave(KITCHEN).get();
    ana.enter(KITCHEN).get();

    post(ana, "hello").refused(MUTED);
    assertTrue(self(ana).hasMutedUntil());
  }

  @Test
  void aGuestStaysMutedWhenItBecomesAnAccount() {
    update(mona, gus, mute(TEN_MINUTES)).get();

    gus.registered("Gus");

    post(gus, "hello").refused(MUTED);
  }

  @Test
  void aUserThatIsNotInTheRoomCanBeMuted() {
    ScriptedClient absent = world.join("Absent");
    update(mona, absent, mute(TEN_MINUTES)).get();

    absent.enter(KITCHEN).get();

    post(absent, "hello").refused(MUTED);
  }

  /** The first send was accepted, and its answer was lost. */
  @Test
  void theRepetitionOfAnEarlierMessageGetsItsFirstAnswer() {
    SendMessageResponse first = ana.call(kitchen("m1", "before")).get();
    update(mona, ana, mute(TEN_MINUTES)).get();

    SendMessageResponse again = ana.call(kitchen("m1", "before")).get();

    assertTrue(again.getDuplicate());
    assertEquals(first.getSequence(), again.getSequence());
    ana.call(kitchen("m2", "after")).refused(MUTED);
    update(mona, ana, mute(Duration.ZERO)).get();
    assertFalse(ana.call(kitchen("m2", "after")).get().getDuplicate());
  }

  @Test
  void aRefusedMessageDelaysNoOthers() {
    ScriptedStream stream = ana.online();
    update(mona, ana, mute(TEN_MINUTES)).get();

    stream.post("p1", kitchen("m1", "to the kitchen"));
    stream.post("p2", ScriptedClient.lobby("m2", "to all"));

    stream.refused("p1", MUTED);
    assertTrue(stream.result("p2").hasMessageSent());
    update(mona, ana, mute(Duration.ZERO)).get();
    stream.post("p3", kitchen("m3", "later"));
    assertTrue(stream.result("p3").hasMessageSent());
  }

  @Test
  void aMuteSurvivesARestart() {
    update(mona, ana, mute(TEN_MINUTES)).get();
    MemberState before = self(ana);

    world.restart();

    assertEquals(before, self(ana));
    post(ana, "hello").refused(MUTED);
  }

  @Test
  void aMuteThatCannotBeStoredHasNoEffect() {
    world.breakDisk(false);
    update(mona, ana, mute(TEN_MINUTES)).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    post(ana, "hello").get();
    assertFalse(self(ana).hasMutedUntil());
  }

  /** A restart may bring back a mute that was refused. Then the state shows it. */
  @Test
  void aMuteWhoseOutcomeWasUnknownIsShownWhenItHolds() {
    world.breakDisk(true);
    update(mona, ana, mute(TEN_MINUTES)).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    assertTrue(self(ana).hasMutedUntil());
    post(ana, "hello").refused(MUTED);
    assertEquals(List.of("", ""), gus.history(KITCHEN));
  }

  @Test
  void aTimeOfLessThanAMillisecondIsNotZero() {
    MemberState state = update(mona, ana, mute(Duration.ofNanos(1))).get().getState();

    assertEquals(millis(lastEvent()).plusMillis(1), instant(state.getMutedUntil()));
  }
}
