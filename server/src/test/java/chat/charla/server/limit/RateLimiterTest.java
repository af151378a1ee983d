package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.RateLimiter.Excess;
import chat.charla.server.limit.RateLimiter.Scope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions and addresses against their limits, in time that is told. */
class RateLimiterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Origin HERE = new Origin("192.0.2.1");
  private static final Origin THERE = new Origin("192.0.2.2");
  private static final int FLOOD = 5;
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final RateLimiter limiter =
      new RateLimiter(
          new RateSettings(
              Map.of(
                  Quota.MESSAGES, new Rate(2, Duration.ofSeconds(2)),
                  Quota.COMMANDS, new Rate(50, Duration.ofSeconds(1))),
              Map.of(Quota.MESSAGES, new Rate(3, Duration.ofSeconds(30))),
              FLOOD,
              PAUSE));
  private final SessionUsage ana = limiter.newSession(0);
  private final SessionUsage berta = limiter.newSession(0);

  @Test
  void aSessionHasItsLimitWhereverItIs() {
    use(ana, HERE, 2);

    assertEquals(
        Optional.of(new Excess(Quota.MESSAGES, Scope.SESSION, Duration.ofSeconds(1))),
        limiter.use(Quota.MESSAGES, ana, THERE, 0));
    assertEquals(Optional.empty(), limiter.use(Quota.COMMANDS, ana, HERE, 0), "another kind");
    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, berta, THERE, 0), "another session");
  }

  @Test
  void whatCameFromOneAddressCountsTogether() {
    use(ana, HERE, 2);
    use(berta, HERE, 1);

    Excess excess = limiter.use(Quota.MESSAGES, berta, HERE, 0).orElseThrow();

    assertEquals(Scope.ADDRESS, excess.scope());
    assertEquals(Duration.ofSeconds(10), excess.delay(), "half of three, at least one, is back");
    assertTrue(limiter.use(Quota.MESSAGES, null, HERE, 0).isPresent(), "nobody is proven");
    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, berta, THERE, 0));
  }

  @Test
  void whatIsRefusedForOneReasonUsesUpNothingOfTheOther() {
    use(ana, HERE, 2);
    for (int i = 0; i < FLOOD; i++) {
      assertTrue(limiter.use(Quota.MESSAGES, ana, HERE, 0).isPresent());
    }

    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, berta, HERE, 0), "the third");
  }

  @Test
  void whatIsGivenBackCanBeUsedAgain() {
    use(ana, HERE, 2);

    limiter.giveBack(Quota.MESSAGES, ana, HERE, 0);

    use(ana, HERE, 1);
    use(berta, HERE, 1);
    assertTrue(limiter.use(Quota.MESSAGES, berta, HERE, 0).isPresent(), "the fourth from here");
  }

  @Test
  void anExemptOriginHasNoLimit() {
    for (int i = 0; i < 100; i++) {
      assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, null, Origin.EXEMPT, 0));
    }
    assertEquals(0, limiter.addresses());
  }

  @Test
  void whoSendsOnAndOnIsPausedWithEverything() {
    use(ana, HERE, 2);
    for (int i = 0; i < FLOOD; i++) {
      assertEquals(Optional.empty(), refused(ana, i));
    }

    assertEquals(Optional.of(PAUSE), refused(ana, 0));

    Excess other = limiter.use(Quota.COMMANDS, ana, HERE, 10 * SECOND).orElseThrow();
    assertEquals(Duration.ofSeconds(20), other.delay());
    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, ana, THERE, 30 * SECOND));
  }

  @Test
  void whoWaitsAsToldNeverFloods() {
    long now = 0;
    for (int round = 0; round < 1000; round++) {
      Duration wait = Duration.ZERO;
      // As many as may be unanswered are on their way when the first one is refused.
      for (int i = 0; i < FLOOD; i++) {
        Optional<Excess> excess = limiter.use(Quota.MESSAGES, ana, Origin.EXEMPT, now);
        wait = excess.map(Excess::delay).orElse(wait);
        if (excess.isPresent()) {
          assertEquals(Optional.empty(), limiter.refused(Quota.MESSAGES, ana, wait, now));
        }
      }
      now += wait.toNanos();
    }
  }

  @Test
  void aLongWaitForOneThingMakesNoFloodOfAnother() {
    Duration untilRooms = Duration.ofMinutes(30);
    assertEquals(Optional.empty(), limiter.refused(Quota.ROOMS, ana, untilRooms, 0));
    long now = 0;
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < FLOOD; i++) {
        assertEquals(
            Optional.empty(), limiter.refused(Quota.MESSAGES, ana, Duration.ofSeconds(5), now));
      }
      now += 5 * SECOND;
    }
  }

  @Test
  void addressesAreForgottenWhenThereIsNothingToRemember() {
    for (int i = 0; i < 1000; i++) {
      limiter.use(Quota.MESSAGES, null, new Origin("first " + i), 0);
    }
    assertEquals(1000, limiter.addresses());

    for (int i = 0; i < 1000; i++) {
      limiter.use(Quota.MESSAGES, null, new Origin("second " + i), 30 * SECOND);
    }

    assertEquals(1000, limiter.addresses());
  }

  @Test
  void howeverManyAddressesThereAreMemoryIsBounded() {
    for (int i = 0; i < RateLimiter.MAX_ADDRESSES + 1000; i++) {
      limiter.use(Quota.MESSAGES, null, new Origin("at once " + i), 0);
    }

    assertTrue(limiter.addresses() <= RateLimiter.MAX_ADDRESSES);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "::ffff:192.0.2.7, 192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
    "2001:db8:1:2:ffff::1, 2001:db8:1:2:0:0:0:0/64",
  })
  void anOriginIsAnAddressOrAPrefix(String address, String name) throws UnknownHostException {
    assertEquals(new Origin(name), origin(address, false));
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "127.3.2.1", "::1"})
  void loopbackIsExemptUnlessItIsNot(String address) throws UnknownHostException {
    assertEquals(Origin.EXEMPT, origin(address, false));
    assertFalse(origin(address, true).isExempt());
  }

  private static Origin origin(String address, boolean loopbackToo) throws UnknownHostException {
    return Origin.of(new InetSocketAddress(InetAddress.getByName(address), 1), loopbackToo);
  }

  /** How long it is to pause, when it is refused once more. */
  private Optional<Duration> refused(SessionUsage session, long now) {
    Excess excess = limiter.use(Quota.MESSAGES, session, HERE, now).orElseThrow();
    return limiter.refused(Quota.MESSAGES, session, excess.delay(), now);
  }

  private void use(SessionUsage session, Origin origin, int times) {
    for (int i = 0; i < times; i++) {
      assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, session, origin, 0));
    }
  }
}
