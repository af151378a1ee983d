package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The wall clock is set forward or back, while the server runs or between a stop and a start. The
 * wall clock determines only time stamps. It affects neither the order of events nor leases. It
 * affects the age of identities only by the length of a stop, of which at most a day counts.
 */
@Tag("fault:clock-jumps")
class ClockRulesTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration DAY = Duration.ofDays(1);

  /** The server looks for expired identities once an hour. */
  private static final Duration TWO_CHECKS = Duration.ofHours(2);

  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");
  private final ScriptedClient luis = world.join("Luis");

  @Test
  void aClockSetForwardExpiresNoIdentity() {
    luis.call(PrivateMessages.toId("m1", ana, "keep this")).get();
    world.pass(Duration.ofHours(3));

    world.server().shiftWallClock(YEAR);
    world.pass(Duration.ofDays(2));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
    assertEquals(List.of("keep this"), ana.history(""));
  }

  @Test
  void aClockSetForwardAndBackAgainExpiresNoIdentity() {
    luis.call(PrivateMessages.toId("m1", ana, "keep this")).get();

    world.server().shiftWallClock(YEAR);
    world.pass(Duration.ofHours(5));
    world.server().shiftWallClock(YEAR.negated());
    world.pass(Duration.ofDays(2));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
    assertEquals(List.of("keep this"), ana.history(""));
  }

  @Test
  void anIdentityFromBeforeAJumpOfAYearDoesNotExpire() {
    world.server().shiftWallClock(YEAR.negated());
    ScriptedClient early = world.join("Early");
    world.pass(Duration.ofHours(5));

    world.server().shiftWallClock(YEAR);
    world.pass(Duration.ofDays(2));

    assertEquals(early.user(), early.whoAmI().get().getSelf());
  }

  @Test
  void theClockDoesNotChangeTheLifetime() {
    world.pass(Duration.ofHours(3));
    world.server().shiftWallClock(YEAR);
    world.pass(Duration.ofDays(10));
    world.server().shiftWallClock(YEAR.multipliedBy(-2));
    world.pass(World.LIFETIME.minusDays(10).minusHours(6));
    assertEquals(ana.user(), ana.whoAmI().get().getSelf());

    world.pass(Duration.ofHours(10));
    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void messagesKeepTheirOrderWhenTimeStampsGoBack() {
    ScriptedStream stream = luis.online();
    ana.call(ScriptedClient.lobby("m1", "first")).get();
    world.server().shiftWallClock(YEAR);
    ana.call(ScriptedClient.lobby("m2", "second")).get();
    world.server().shiftWallClock(YEAR.multipliedBy(-2));
    ana.call(ScriptedClient.lobby("m3", "third")).get();
    world.moment();

    assertEquals(List.of("first", "second", "third"), luis.history("lobby"));
    assertTrue(ana.call(ScriptedClient.lobby("m2", "second")).get().getDuplicate());
    assertTrue(stream.isLive());
  }

  @Test
  void aStartWithAClockThatIsAYearAheadExpiresNoIdentity() {
    luis.call(PrivateMessages.toId("m1", ana, "keep this")).get();

    world.restartAfter(YEAR);
    world.pass(DAY);

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
    assertEquals(List.of("keep this"), ana.history(""));
  }

  @Test
  void aLongStopCountsAsADay() {
    world.restartAfter(YEAR);
    world.pass(World.LIFETIME.minus(DAY).minus(TWO_CHECKS));
    assertEquals(ana.user(), ana.whoAmI().get().getSelf());

    world.pass(TWO_CHECKS.multipliedBy(2));
    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void aShortStopCountsCompletely() {
    Duration stop = Duration.ofHours(20);
    world.restartAfter(stop);
    world.pass(World.LIFETIME.minus(stop).minus(TWO_CHECKS));
    assertEquals(ana.user(), ana.whoAmI().get().getSelf());

    world.pass(TWO_CHECKS.multipliedBy(2));
    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void aStopBeforeAStartWithAnEarlierClockDoesNotCount() {
    world.restartAfter(YEAR.negated());
    world.pass(World.LIFETIME.minus(TWO_CHECKS));
    assertEquals(ana.user(), ana.whoAmI().get().getSelf());

    world.pass(TWO_CHECKS.multipliedBy(2));
    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void aClockThatIsWrongAtEveryOtherStartEndsNoIdentityInTenStarts() {
    for (int i = 0; i < 5; i++) {
      world.restartAfter(YEAR);
      world.restartAfter(YEAR.negated());
    }
    world.pass(TWO_CHECKS);

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void aJumpWhileTheServerRunsDoesNotCountAsAStop() {
    world.server().shiftWallClock(YEAR);
    world.pass(Duration.ofMinutes(2));

    world.restart();
    world.pass(World.LIFETIME.minus(TWO_CHECKS));

    assertEquals(ana.user(), ana.whoAmI().get().getSelf());
  }

  @Test
  void onADiskFromBeforeObservedTimeNoIdentityExpiresEarly() {
    world.restartWithoutMarkAfter(YEAR);
    world.pass(World.LIFETIME.minus(DAY).minus(TWO_CHECKS));
    assertEquals(ana.user(), ana.whoAmI().get().getSelf());

    world.pass(TWO_CHECKS.multipliedBy(2));
    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void anIdentityThatHasLeftIsRememberedForAnHourWhateverTheClockShows() {
    luis.leave().get();

    world.restartAfter(YEAR.negated());
    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);

    world.restartAfter(YEAR);
    world.pass(TWO_CHECKS);
    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void anIdentityWithATimeInTheFutureExpiresInTheEndThoughTheServerIsRestarted() {
    world.pass(World.LEASE.multipliedBy(2)); // a lease that ends would correct the time as well
    world.restartWithTimesAhead(luis.id(), YEAR);

    world.pass(World.LIFETIME.dividedBy(2));
    world.restart();
    world.pass(World.LIFETIME.dividedBy(2).plus(TWO_CHECKS));

    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void anEndedIdentityWithATimeInTheFutureIsForgottenAfterAnHour() {
    luis.leave().get();
    world.restartWithTimesAhead(luis.id(), YEAR);
    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_ENDED);

    world.pass(TWO_CHECKS);

    luis.whoAmI().refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @Test
  void clientsAreToldTheTimeOfExpiryByTheWallClock() {
    world.restartAfter(YEAR);

    Instant told = Instant.ofEpochSecond(ana.whoAmI().get().getExpireTime().getSeconds());

    Duration left = Duration.between(world.server().wallClock(), told);
    assertTrue(left.minus(World.LIFETIME).abs().compareTo(Duration.ofHours(1)) < 0, left::toString);
  }
}
