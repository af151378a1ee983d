package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.QuietLog;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.MemberState;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A banned user is removed from the room and cannot enter it. */
class BanRulesTest extends RoomFixture {
  private static final ErrorReason BANNED = ErrorReason.ERROR_REASON_BANNED;
  private static final Duration DAY = Duration.ofDays(1);

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  @Test
  void aBanRemovesTheUserAndBarsItsEntryUntilTheTime() {
    MemberState state =
        update(mona, ana, ban(DAY).setReason(ModerationReason.MODERATION_REASON_ILLEGAL))
            .get()
            .getState();

    CallFailure refusal = ana.enter(KITCHEN).refused(BANNED);

    Event event = lastEvent();
    Instant until = millis(event).plus(DAY);
    assertEquals(until, instant(state.getBannedUntil()));
    requireRefusedUntil(until, refusal);
    assertTrue(event.getMemberChanged().getRemoved());
    assertEquals(ModerationReason.MODERATION_REASON_ILLEGAL, event.getMemberChanged().getReason());
    assertFalse(room(ana).getRoom().getMember());
    post(ana, "hello").refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    ScriptedStream stream = ana.online();
    stream.enter("e", KITCHEN);
    stream.refused("e", BANNED);
    stream.enterExisting("e2", KITCHEN);
    stream.refused("e2", BANNED);
  }

  @Test
  void aBanEndsAtItsTimeWithoutAnEvent() {
    update(mona, ana, ban(DAY)).get();
    long head = head();
    world.pass(DAY.minusMinutes(1));
    ana.enter(KITCHEN).refused(BANNED);

    world.pass(Duration.ofMinutes(1));

    assertEquals(head, head());
    ana.enter(KITCHEN).get();
    post(ana, "I am back").get();
  }

  @Test
  void aModeratorEndsABan() {
    update(mona, ana, ban(DAY)).get();

    MemberState state = update(mona, ana, ban(Duration.ZERO)).get().getState();

    assertFalse(state.hasBannedUntil());
    assertFalse(room(ana).getRoom().getMember(), "an ended ban does not bring the user back");
    ana.enter(KITCHEN).get();
    post(ana, "I am back").get();
  }

  @Test
  void aBanHoldsForAllSessions() {
    ScriptedClient phone = world.stranger().loggedIn("Ana");
    update(mona, ana, ban(DAY)).get();

    phone.enter(KITCHEN).refused(BANNED);
    world.stranger().loggedIn("Ana").enter(KITCHEN).refused(BANNED);
    ana.join("Anita");
    ana.enter(KITCHEN).refused(BANNED);
  }

  /** A guest who joins again is another user. */
  @Test
  void aBanOfAGuestHoldsForThisGuestOnly() {
    update(mona, gus, ban(DAY)).get();
    gus.enter(KITCHEN).refused(BANNED);
    gus.leave().get();

    world.join("Gus").enter(KITCHEN).get();
  }

  @Test
  void aGuestThatBecomesAnAccountStaysBanned() {
    update(mona, gus, ban(DAY)).get();

    gus.registered("Gus");

    gus.enter(KITCHEN).refused(BANNED);
  }

  @Test
  void aUserThatIsNotInTheRoomCanBeBanned() {
    ScriptedClient absent = world.join("Absent");

    update(mona, absent, ban(DAY)).get();

    assertFalse(lastEvent().getMemberChanged().getRemoved());
    absent.enter(KITCHEN).refused(BANNED);
  }

  @Test
  void aBannedModeratorChangesNothing() {
    update(olga, mona, ban(DAY)).get();
    long head = head();

    CallFailure refusal = update(mona, ana, removal()).refused(BANNED);
    set(mona, RoomSettings.newBuilder().setTopic("revenge"), "topic").refused(BANNED);
    update(mona, mona, ban(Duration.ZERO)).refused(BANNED);
    list(mona, ListMembersRequest.newBuilder()).refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);

    requireRefusedUntil(instant(self(mona).getBannedUntil()), refusal);
    assertEquals(head, head());
    assertEquals(Role.ROLE_MODERATOR, self(mona).getRole());
    world.pass(DAY);
    update(mona, ana, removal()).get();
  }

  @Test
  void aBannedUserCanBeUnmutedAndStaysBanned() {
    update(mona, ana, ban(DAY).setMute(proto(DAY))).get();

    MemberState state = update(mona, ana, mute(Duration.ZERO)).get().getState();

    assertTrue(state.hasBannedUntil());
    assertFalse(state.hasMutedUntil());
    assertFalse(lastEvent().getMemberChanged().getRemoved());
    ana.enter(KITCHEN).refused(BANNED);
  }

  @Test
  void aUserThatIsBannedFromTheLobbyStaysOutside() {
    setRole("lobby", olga, Role.ROLE_OWNER).get();
    olga.account(
            RoomServiceGrpc.getUpdateMemberMethod(),
            ban(DAY).setRoom("lobby").setUserId(gus.id()).build())
        .get();

    gus.enter("lobby").refused(BANNED);
    gus.join("Gustav");
    world.restart();
    gus.enter("lobby").refused(BANNED);
    gus.call(ScriptedClient.lobby("", "hello")).refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    post(gus, "still in the kitchen").get();
  }

  @Test
  void aBanSurvivesARestart() {
    update(mona, ana, ban(DAY)).get();

    world.restart();

    ana.enter(KITCHEN).refused(BANNED);
    assertFalse(room(ana).getRoom().getMember());
    assertEquals(List.of(), ana.online().events(KITCHEN));
  }

  /** The first send was accepted, and its answer was lost. */
  @Test
  void theRepetitionOfAnEarlierMessageGetsItsFirstAnswer() {
    SendMessageResponse first = ana.call(kitchen("m1", "before")).get();
    update(mona, ana, ban(DAY)).get();

    for (int i = 0; i < 2; i++) {
      SendMessageResponse again = ana.call(kitchen("m1", "before")).get();
      assertTrue(again.getDuplicate());
      assertEquals(first.getSequence(), again.getSequence());
      ana.call(kitchen("m2", "after")).refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
      world.restart();
    }
  }

  @Test
  void aBanThatCannotBeStoredHasNoEffect() {
    world.breakDisk(false);
    update(mona, ana, ban(DAY)).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    post(ana, "hello").get();
    ana.leave(KITCHEN).get();
    ana.enter(KITCHEN).get();
  }

  @Test
  void aBanWhoseOutcomeWasUnknownHoldsIfItIsOnTheDisk() {
    world.breakDisk(true);
    update(mona, ana, ban(DAY)).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    post(ana, "hello").refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    ana.enter(KITCHEN).refused(BANNED);
    world.restart();
    ana.enter(KITCHEN).refused(BANNED);
  }

  /**
   * The event and the record of the identity are written one after the other. Whenever the server
   * is killed: if the event is on the disk, the user is outside, otherwise it is a member.
   */
  @Test
  void aKilledServerHasNeitherHalfABanNorALostOne() {
    int held = 0;
    for (int i = 0; i < 20; i++) {
      ScriptedClient victim = guest("Victim" + i);
      world.faults().maxDelay(World.SLOW_DISK);
      long before = head();
      Reply<?> answer = update(mona, victim, ban(DAY));
      world.pass(Duration.ofMillis(100L * i));
      boolean answered = answer.isAnswered();
      world.faults().maxDelay(Duration.ofMillis(1));
      world.losePower();

      boolean stored = head() > before;
      assertTrue(stored || !answered, "an answered ban is on the disk");
      assertEquals(!stored, room(victim).getRoom().getMember());
      if (stored) {
        held++;
        victim.enter(KITCHEN).refused(BANNED);
      } else {
        post(victim, "still here").get();
      }
    }
    assertTrue(held > 3 && held < 20, () -> "the kills came at different times");
  }

  /** The membership is being stored when the user is banned. */
  @Test
  void anEntryThatHasBegunBeforeTheBanIsRefused() {
    int refused = 0;
    for (int i = 0; i < 10; i++) {
      ScriptedClient victim = world.join("Victim" + i);
      world.faults().maxDelay(World.SLOW_DISK);
      Reply<?> entry = victim.enter(KITCHEN);
      world.pass(Duration.ofMillis(40L * i));
      boolean entered = entry.isAnswered();
      update(mona, victim, ban(DAY)).get();
      world.pass(World.SLOW_DISK.multipliedBy(8));

      if (!entered && !entry.succeeds()) {
        entry.refused(BANNED);
        refused++;
      }
      assertFalse(room(victim).getRoom().getMember());
      victim.enter(KITCHEN).refused(BANNED);
      world.faults().maxDelay(Duration.ofMillis(1));
      world.restart();
      assertFalse(room(victim).getRoom().getMember());
    }
    assertTrue(refused > 0, "no entry was in progress when the ban was stored");
  }
}
