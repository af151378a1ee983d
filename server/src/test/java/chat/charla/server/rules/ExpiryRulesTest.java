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

/** An identity ends 30 days after it was last heard of, and everything of it but what it said. */
class ExpiryRulesTest {
  /** Looking for the expired, once an hour, takes its time. */
  private static final Duration LIFETIME_IS_OVER = World.LIFETIME.plusHours(2);

  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void anIdentityIsKeptFor30Days() {
    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void everyCallBeginsTheDaysAnew() {
    world.pass(World.LIFETIME.minusHours(1));
    ana.whoAmI().get();
    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void theTokenIsUnknownAfterwards() {
    world.pass(LIFETIME_IS_OVER);

    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    ana.converse().ends(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Closing.Action.ACTION_REJOIN);
  }

  @Test
  void theTokenIsUnknownAfterARestartToo() {
    world.pass(LIFETIME_IS_OVER);

    world.restart();

    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void inboxAndReceiptsAreForgottenAndItsMessagesInRoomsStay() {
    ana.call(ScriptedClient.lobby("m1", "I was here")).get();
    ana.call(PrivateMessages.toId("m2", ana, "a note")).get();
    String id = ana.id();
    world.pass(LIFETIME_IS_OVER);

    ScriptedClient heir = world.join("Ana");

    assertNotEquals(id, heir.id());
    assertFalse(world.hasInboxOnDisk(id));
    assertEquals(List.of(), heir.history(""));
    assertFalse(
        heir.call(ScriptedClient.lobby("m1", "I was here")).get().getDuplicate(),
        "it is another identity's id now");
    assertEquals(List.of("I was here", "I was here"), heir.history("lobby"));
    heir.call(PrivateMessages.toId("m3", ana, "hello?"))
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
  void theDaysBeginWhenALongStreamIsLost() {
    ScriptedStream stream = ana.online();
    world.pass(LIFETIME_IS_OVER);
    stream.cut();

    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void theDaysOfALongStreamThatWasLostSurviveARestart() {
    ScriptedStream stream = ana.online();
    world.pass(LIFETIME_IS_OVER);
    stream.cut();
    world.pass(World.LEASE.plusSeconds(1));

    world.restart();
    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void aLongStreamThatEndsWithTheServerCountsUntilThen() {
    ana.online();
    world.pass(LIFETIME_IS_OVER);

    world.restart();
    world.pass(World.LIFETIME.minusHours(1));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void thatSomebodyHasLeftIsRememberedForAnHour() {
    ana.leave().get();

    world.pass(Duration.ofMinutes(59));
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);

    world.pass(Duration.ofHours(2));
    ana.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void theEndIsToldToTheHour() {
    long expires = ana.whoAmI().get().getExpireTime().getSeconds();
    world.pass(Duration.ofHours(5));

    long later = ana.whoAmI().get().getExpireTime().getSeconds();

    assertEquals(Duration.ofHours(5).toSeconds(), later - expires, 3600);
  }
}
