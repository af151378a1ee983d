package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An identity expires 30 days after its last call or stream. Then the server deletes all its data
 * except its messages in rooms.
 */
class ExpiryRulesTest {
  /** The server looks for expired identities once an hour. */
  private static final Duration LIFETIME_IS_OVER = World.LIFETIME.plusHours(2);

  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void anIdentityIsKeptFor30Days() {
    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void everyCallRestartsTheLifetime() {
    world.pass(World.LIFETIME.minusHours(1));
    ana.whoAmI().get();
    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void theTokenOfAnExpiredIdentityIsUnknown() {
    world.pass(LIFETIME_IS_OVER);

    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    ana.converse().ends(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Closing.Action.ACTION_REJOIN);
  }

  @Test
  void theTokenOfAnExpiredIdentityIsUnknownAfterARestart() {
    world.pass(LIFETIME_IS_OVER);

    world.restart();

    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void inboxAndReceiptsAreDeletedAndMessagesInRoomsStay() {
    ana.call(ScriptedClient.lobby("m1", "I was here")).get();
    ana.call(PrivateMessages.toId("m2", ana, "a note")).get();
    String id = ana.id();
    world.pass(LIFETIME_IS_OVER);

    ScriptedClient newHolder = world.join("Ana");

    assertNotEquals(id, newHolder.id());
    assertFalse(world.onDisk().hasInbox(id));
    assertEquals(List.of(), newHolder.history(""));
    assertFalse(
        newHolder.call(ScriptedClient.lobby("m1", "I was here")).get().getDuplicate(),
        "the id was used by another author");
    assertEquals(List.of("I was here", "I was here"), newHolder.history("lobby"));
    newHolder
        .call(PrivateMessages.toId("m3", ana, "hello?"))
        .refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
  }

  @Test
  void anOpenStreamKeepsItsIdentity() {
    ScriptedStream stream = ana.online();

    world.pass(LIFETIME_IS_OVER);

    assertTrue(stream.isLive());
    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void theLifetimeStartsWhenALongStreamIsLost() {
    ScriptedStream stream = ana.online();
    world.pass(LIFETIME_IS_OVER);
    stream.cut();

    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void theLifetimeAfterALongStreamSurvivesARestart() {
    ScriptedStream stream = ana.online();
    world.pass(LIFETIME_IS_OVER);
    stream.cut();
    world.pass(World.LEASE.plusSeconds(1));

    world.restart();
    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void theLifetimeStartsWhenTheServerIsKilledDuringALongStream() {
    ana.online();
    world.pass(LIFETIME_IS_OVER);

    world.restart();
    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void aSessionThatHasLeftIsKnownAsEndedForAnHour() {
    ana.leave().get();

    world.pass(Duration.ofMinutes(59));
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);

    world.pass(Duration.ofHours(2));
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void theExpiryTimeIsAccurateToTheHour() {
    long expires = ana.whoAmI().get().getExpireTime().getSeconds();
    world.pass(Duration.ofHours(5));

    long later = ana.whoAmI().get().getExpireTime().getSeconds();

    assertEquals(Duration.ofHours(5).toSeconds(), later - expires, 3600);
  }
}
