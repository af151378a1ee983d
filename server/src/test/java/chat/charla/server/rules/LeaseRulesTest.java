package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.v1.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** An identity holds its name while it has a stream, and for 60 s after its last call or stream. */
class LeaseRulesTest {
  private static final Duration ALMOST = World.LEASE.minusSeconds(1);
  private static final Duration SLIGHTLY_MORE = World.LEASE.plusSeconds(1);

  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void aNameThatWasNeverUsedIsFreeAfterItsLease() {
    world.pass(ALMOST);
    world.stranger().nameTaken("Ana");

    world.pass(Duration.ofSeconds(2));

    assertNotEquals(ana.id(), world.join("Ana").id());
  }

  @Test
  void theNameOfALostStreamIsFreeAfterItsLease() {
    ana.online().cut();
    world.pass(ALMOST);
    world.stranger().nameTaken("Ana");

    world.pass(Duration.ofSeconds(2));

    assertNotEquals(ana.id(), world.join("Ana").id());
  }

  @Test
  void anOpenStreamHoldsTheName() {
    ScriptedStream stream = ana.online();

    world.pass(Duration.ofHours(12));

    assertTrue(stream.isLive());
    world.stranger().nameTaken("Ana");
  }

  @Test
  void theLeaseOfALostStreamStartsWhenTheStreamIsLost() {
    ScriptedStream stream = ana.online();
    world.pass(Duration.ofHours(12));
    stream.cut();

    world.pass(ALMOST);

    world.stranger().nameTaken("Ana");
  }

  @Test
  void everyCallRenewsTheLease() {
    for (int minute = 0; minute < 5; minute++) {
      world.pass(ALMOST);
      ana.whoAmI().get();
    }

    world.stranger().nameTaken("Ana");
  }

  @Test
  void theOwnerReconnectsWithItsToken() {
    ana.online().cut();
    world.pass(ALMOST);

    ScriptedStream back = ana.online();

    assertEquals(ana.user(), back.ready().getSelf());
    world.pass(SLIGHTLY_MORE);
    assertEquals(Map.of("Ana", Presence.PRESENCE_ONLINE), ana.present());
  }

  @Test
  void theRefusalHasTheRemainingLeaseAsRetryDelay() {
    ana.online().cut();
    world.pass(Duration.ofSeconds(20));

    CallFailure taken = world.stranger().nameTaken("ANA");

    Duration delay = Objects.requireNonNull(taken.retryDelay());
    assertTrue(delay.compareTo(Duration.ofSeconds(39)) > 0, delay::toString);
    assertTrue(delay.compareTo(Duration.ofSeconds(40)) <= 0, delay::toString);
  }

  @Test
  void afterTheRetryDelayTheNameIsFree() {
    ana.online().cut();
    world.pass(Duration.ofSeconds(20));
    CallFailure taken = world.stranger().nameTaken("Ana");

    world.pass(Objects.requireNonNull(taken.retryDelay()));

    assertNotEquals(ana.id(), world.join("Ana").id());
  }

  @Test
  void theNameOfAnOnlineIdentityIsRefusedWithoutARetryDelay() {
    ana.online();

    assertNull(world.stranger().nameTaken("Ana").retryDelay());
  }

  @Test
  void theLeaseIsNotShortenedBySettingTheClock() {
    ana.online().cut();

    world.server().shiftWallClock(Duration.ofDays(1));
    world.pass(ALMOST);

    world.stranger().nameTaken("Ana");
  }

  @Test
  void theLeaseIsNotProlongedBySettingTheClockBack() {
    ana.online().cut();

    world.server().shiftWallClock(Duration.ofDays(-1));
    world.pass(SLIGHTLY_MORE);

    assertNotEquals(ana.id(), world.join("Ana").id());
  }

  @Test
  void theLeaseDoesNotRunWhileTheServerIsDown() {
    ana.online().cut();
    world.pass(Duration.ofSeconds(50));
    world.server().kill();
    world.pass(Duration.ofHours(3));

    world.server().start();
    world.pass(ALMOST);

    world.stranger().nameTaken("Ana");
    assertEquals(ana.user(), ana.online().ready().getSelf());
  }

  @Test
  void afterARestartAnIdentityThatHadAStreamIsReconnectingWithAFullLease() {
    ScriptedClient script = world.join("Script");
    ana.online();

    world.restart();

    assertEquals(Map.of("Ana", Presence.PRESENCE_RECONNECTING), script.present());
    Duration delay = Objects.requireNonNull(world.stranger().nameTaken("Ana").retryDelay());
    assertTrue(delay.compareTo(ALMOST) > 0, delay::toString);
  }

  @Test
  void afterARestartALateReconnectIsAnnounced() {
    ScriptedClient berta = world.join("Berta");
    ana.online();
    berta.online();
    world.restart();
    ScriptedStream watching = berta.online();
    world.pass(World.LOSS_DELAY.plusSeconds(1));

    ana.online();

    assertEquals(
        List.of("USER_RECONNECTING Ana", "USER_BACK Ana"), watching.describeEphemeral("lobby"));
  }

  @Test
  void afterARestartAnEarlyReconnectIsNotAnnounced() {
    ScriptedClient berta = world.join("Berta");
    ana.online();
    berta.online();
    world.restart();
    ScriptedStream watching = berta.online();

    ana.online();
    world.pass(World.LEASE);

    assertEquals(List.of(), watching.describeEphemeral("lobby"));
  }

  @Test
  void afterARestartAnIdentityThatDoesNotReconnectLeavesAfterItsLease() {
    ScriptedClient berta = world.join("Berta");
    ana.online();
    world.restart();
    ScriptedStream watching = berta.online();

    world.pass(SLIGHTLY_MORE);

    assertEquals(
        List.of("USER_RECONNECTING Ana", "USER_LEFT Ana"), watching.describeEphemeral("lobby"));
    assertEquals(Map.of("Berta", Presence.PRESENCE_ONLINE), berta.present());
    assertNotEquals(ana.id(), world.join("Ana").id());
  }

  @Test
  void namesAndMembershipsSurviveARestart() {
    ScriptedStream stream = ana.online();
    stream.enter("e", "Kitchen");
    stream.result("e");
    ana.join("Anita");

    world.restart();

    assertEquals("Anita", ana.whoAmI().get().getSelf().getName());
    assertEquals(List.of("kitchen", "lobby"), ana.whoAmI().get().getRoomsList());
    world.stranger().nameTaken("Anita");
    assertNotEquals(ana.id(), world.join("Ana").id(), "the name that Anita gave up");
  }

  @Test
  void aRestartDoesNotTakeANameBackFromItsNewHolder() {
    world.pass(SLIGHTLY_MORE);
    ScriptedClient newHolder = world.join("Ana");
    world.moment();

    world.restart();

    assertEquals("Ana", newHolder.whoAmI().get().getSelf().getName());
    assertEquals("", ana.whoAmI().get().getSelf().getName());
  }

  /**
   * The server stores the ends of only some leases at once, so that messages do not wait for
   * thousands of writes.
   */
  @Test
  void ofManyLeasesThatEndTogetherSomeEndLaterAndTheirOwnersCanReturnMeanwhile() {
    Map<String, ScriptedClient> many = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      ScriptedClient client = world.join("user" + i);
      client.online();
      many.put(client.user().getName(), client);
    }
    world.restart();
    ana.online();
    world.faults().maxDelay(World.SLOW_DISK);

    world.pass(World.LEASE.minus(World.MOMENT).plus(Duration.ofMillis(20)));
    List<String> waiting = new ArrayList<>(ana.present().keySet());
    waiting.remove("Ana");
    assertTrue(!waiting.isEmpty() && waiting.size() < 200, () -> "waiting: " + waiting.size());

    String returned = waiting.get(waiting.size() - 1);
    Objects.requireNonNull(many.get(returned)).online();
    world.pass(Duration.ofSeconds(10));

    assertEquals(Set.of("Ana", returned), ana.present().keySet());
    assertEquals(Presence.PRESENCE_ONLINE, ana.present().get(returned));
  }
}
