package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Role;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.UpdateMemberRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A moderator acts while its victim is sending. The posting queue decides the order: every message
 * comes before the event in the timeline, or is refused.
 */
class ModerationRaceRulesTest extends RoomFixture {
  private static final Duration DAY = Duration.ofDays(1);
  private static final ErrorReason NOT_A_MEMBER = ErrorReason.ERROR_REASON_NOT_A_MEMBER;
  private static final int POSTS = 30;

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  @Test
  void aMessageThatComesFirstIsInTheTimelineBeforeTheEvent() {
    for (UpdateMemberRequest.Builder change : List.of(mute(DAY), removal(), ban(DAY))) {
      ScriptedClient victim = guest("Victim" + head());
      ScriptedStream stream = victim.online();
      world.faults().maxDelay(World.SLOW_DISK);
      stream.post("p", kitchen("m", "first"));
      world.pass(World.ARRIVAL);
      Reply<?> acted = update(mona, victim, change.clone());

      acted.get();
      world.moment();

      assertTrue(stream.result("p").hasMessageSent());
      List<Event> events = events();
      assertTrue(events.get(events.size() - 2).hasMessagePosted());
      assertTrue(events.get(events.size() - 1).hasMemberChanged());
      world.faults().maxDelay(Duration.ofMillis(1));
    }
  }

  @Test
  void aMessageThatComesSecondIsRefused() {
    refusedAfter(mute(DAY), ErrorReason.ERROR_REASON_MUTED);
    refusedAfter(removal(), NOT_A_MEMBER);
    refusedAfter(ban(DAY), NOT_A_MEMBER);
  }

  private void refusedAfter(UpdateMemberRequest.Builder change, ErrorReason reason) {
    ScriptedClient victim = guest("Victim" + head());
    ScriptedStream stream = victim.online();
    world.faults().maxDelay(World.SLOW_DISK);
    Reply<?> acted = update(mona, victim, change);
    world.pass(World.ARRIVAL);
    stream.post("p", kitchen("m", "second"));

    acted.get();

    stream.refused("p", reason);
    assertTrue(lastEvent().hasMemberChanged());
    world.faults().maxDelay(Duration.ofMillis(1));
  }

  /**
   * The victim sends all the time. The event comes between two of its messages: the ones before are
   * stored and stay answered as posted, the ones after are refused and stay refused.
   */
  @Test
  void theEventDividesTheMessagesOfItsVictim() {
    for (int i = 0; i < 12; i++) {
      divides(mute(DAY), i, ErrorReason.ERROR_REASON_MUTED);
      divides(removal(), i, NOT_A_MEMBER);
      divides(ban(DAY), i, NOT_A_MEMBER);
    }
  }

  private void divides(UpdateMemberRequest.Builder change, int when, ErrorReason reason) {
    ScriptedClient victim = guest("Victim" + head());
    ScriptedStream stream = victim.online();
    world.faults().maxDelay(Duration.ofMillis(20));
    Reply<?> acted = null;
    for (int i = 0; i < POSTS; i++) {
      stream.post("p" + i, kitchen("m" + i, "message " + i));
      if (i == 2 * when) {
        acted = update(mona, victim, change);
      }
      world.pass(World.ARRIVAL);
    }
    Objects.requireNonNull(acted).get();
    world.faults().maxDelay(Duration.ofMillis(1));
    long event = eventOf(victim);

    boolean refused = false;
    for (int i = 0; i < POSTS; i++) {
      CommandResult result = stream.result("p" + i);
      if (result.hasMessageSent()) {
        assertFalse(refused, "a message after a refused one was stored");
        assertTrue(result.getMessageSent().getSequence() < event);
        SendMessageResponse again = victim.call(kitchen("m" + i, "message " + i)).get();
        assertTrue(again.getDuplicate());
        assertEquals(result.getMessageSent().getSequence(), again.getSequence());
      } else {
        refused = true;
        assertEquals(reason, result.getError().getReason());
        victim.call(kitchen("m" + i, "message " + i)).refused(reason);
      }
    }
    assertTrue(refused, "the last message came after the event");
    assertEquals(
        0,
        events().stream()
            .filter(each -> each.getSequence() > event)
            .filter(each -> each.getActor().getId().equals(victim.id()))
            .count());
  }

  private long eventOf(ScriptedClient victim) {
    return events().stream()
        .filter(each -> each.getMemberChanged().getUser().getId().equals(victim.id()))
        .mapToLong(Event::getSequence)
        .max()
        .orElseThrow();
  }

  /** Messages of others that wait with the victim's are not affected. */
  @Test
  void messagesOfOthersAreNotRefusedWithTheVictims() {
    ScriptedStream ofAna = ana.online();
    ScriptedStream ofGus = gus.online();
    world.faults().maxDelay(World.SLOW_DISK);
    ofGus.post("busy", kitchen("busy", "keeps the disk busy"));
    world.pass(World.ARRIVAL);
    ofAna.post("p", kitchen("m", "by Ana"));
    ofGus.post("p", kitchen("m", "by Gus"));
    Reply<?> banned = update(mona, ana, ban(DAY));
    world.pass(World.ARRIVAL);

    banned.get();

    ofAna.refused("p", NOT_A_MEMBER);
    assertTrue(ofGus.result("p").hasMessageSent());
    List<Event> events = events();
    assertTrue(
        events.get(events.size() - 2).hasMemberChanged(), "a change comes before what waits");
  }

  /** The first call takes the role by which the second one would be allowed. */
  @Test
  void ofTwoOwnersThatTakeEachOthersRoleOneKeepsIt() {
    update(olga, ana, role(Role.ROLE_OWNER)).get();
    world.faults().maxDelay(World.SLOW_DISK);

    Reply<?> first = update(olga, ana, role(Role.ROLE_MEMBER));
    world.pass(World.ARRIVAL);
    Reply<?> second = update(ana, olga, role(Role.ROLE_MEMBER));

    first.get();
    second.refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW);
    assertEquals(Role.ROLE_OWNER, self(olga).getRole());
  }

  /** When each of them calls, the other one is still an owner. */
  @Test
  void ofTwoOwnersThatLowerTheirOwnRolesOneStaysOwner() {
    update(olga, ana, role(Role.ROLE_OWNER)).get();
    world.faults().maxDelay(World.SLOW_DISK);

    Reply<?> first = update(olga, olga, role(Role.ROLE_MEMBER));
    Reply<?> second = update(ana, ana, role(Role.ROLE_MEMBER));

    assertTrue(first.succeeds() != second.succeeds(), "exactly one succeeds");
    (first.succeeds() ? second : first).refused(ErrorReason.ERROR_REASON_LAST_OWNER);
  }

  /** A message that waits, and whose author is removed and enters again, is posted or refused. */
  @Test
  void aMessageOfAUserThatIsRemovedAndComesBackAtOnceIsNotLost() {
    for (int i = 0; i < 10; i++) {
      ScriptedClient victim = guest("Victim" + i);
      world.faults().maxDelay(Duration.ofMillis(50));
      Reply<?> removed = update(mona, victim, removal());
      world.pass(Duration.ofMillis(10L * i));
      Reply<?> entered = victim.enter(KITCHEN);
      Reply<SendMessageResponse> sent = victim.call(kitchen("m", "hello"));
      removed.get();
      assertTrue(entered.succeeds());
      boolean posted = sent.succeeds();
      world.faults().maxDelay(Duration.ofMillis(1));

      assertEquals(
          posted ? 1 : 0,
          events().stream()
              .filter(Event::hasMessagePosted)
              .filter(event -> event.getActor().getId().equals(victim.id()))
              .count());
    }
  }
}
