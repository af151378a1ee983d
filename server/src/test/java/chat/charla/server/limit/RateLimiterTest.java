package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.RateLimiter.Charge;
import chat.charla.server.limit.RateLimiter.Excess;
import chat.charla.server.limit.RateLimiter.Scope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sessions and addresses with their limits, in virtual time. */
class RateLimiterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Origin HERE = origin("192.0.2.1");
  private static final Origin THERE = origin("192.0.2.2");
  private static final int FLOOD = 5;
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Map<Quota, Rate> PER_ADDRESS =
      Map.of(Quota.MESSAGES, new Rate(3, Duration.ofSeconds(30)));

  private final RateLimiter limiter = new RateLimiter(settings(PER_ADDRESS, FLOOD));
  private final SessionUsage ana = limiter.newSession(0);
  private final SessionUsage berta = limiter.newSession(0);

  @Test
  void aSessionHasItsLimitAtAnyAddress() {
    use(ana, HERE, 2);

    assertEquals(
        Optional.of(new Excess(Quota.MESSAGES, Scope.SESSION, Duration.ofSeconds(1))),
        limiter.use(Quota.MESSAGES, ana, THERE, 0));
    assertEquals(Optional.empty(), limiter.use(Quota.COMMANDS, ana, HERE, 0), "another kind");
    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, berta, THERE, 0), "another session");
  }

  /**
   * This limiter has no limit for addresses. Each session may use the quota twice, so all sessions
   * of the account together may use it four times.
   */
  @Test
  void allSessionsOfAnAccountTogetherHaveTwiceTheLimitOfOne() {
    RateLimiter unlimited = new RateLimiter(settings(Map.of(), FLOOD));
    AccountUsage account = unlimited.newAccount();
    SessionUsage third = unlimited.newSession(0);
    List.of(ana, berta, third).forEach(session -> session.countFor(account));
    Charge charge = new Charge();
    for (SessionUsage session : List.of(ana, ana, berta)) {
      assertEquals(Optional.empty(), unlimited.use(Quota.MESSAGES, session, HERE, 0));
    }
    assertEquals(Scope.SESSION, unlimited.use(Quota.MESSAGES, ana, HERE, 0).orElseThrow().scope());
    assertEquals(Optional.empty(), unlimited.use(Quota.MESSAGES, berta, HERE, charge, 0));

    Excess excess = unlimited.use(Quota.MESSAGES, third, HERE, 0).orElseThrow();
    assertEquals(Scope.ACCOUNT, excess.scope());

    unlimited.giveBack(Quota.MESSAGES, berta, HERE, charge, SECOND / 2);
    assertEquals(Optional.empty(), unlimited.use(Quota.MESSAGES, third, HERE, SECOND / 2));
  }

  @Test
  void allUsesOfAnAddressCountTogether() {
    use(ana, HERE, 2);
    use(berta, HERE, 1);

    Excess excess = limiter.use(Quota.MESSAGES, berta, HERE, 0).orElseThrow();

    assertEquals(Scope.ADDRESS, excess.scope());
    assertEquals(
        Duration.ofSeconds(10), excess.delay(), "until one of the three tokens is available again");
    assertTrue(limiter.use(Quota.MESSAGES, null, HERE, 0).isPresent(), "without a session");
    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, berta, THERE, 0));
  }

  @Test
  void aChangeOfRatesAffectsAddressesAtOnceAndNoExistingSession() {
    use(ana, HERE, 2);
    Charge charge = new Charge();
    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, berta, HERE, charge, 0));

    limiter.change(settings(Map.of(Quota.MESSAGES, new Rate(1, Duration.ofSeconds(40))), FLOOD));
    limiter.giveBack(Quota.MESSAGES, berta, HERE, charge, 0);

    assertEquals(Scope.SESSION, limiter.use(Quota.MESSAGES, ana, THERE, 0).orElseThrow().scope());
    use(berta, HERE, 1);
    Excess excess = limiter.use(Quota.MESSAGES, null, HERE, 0).orElseThrow();
    assertEquals(new Excess(Quota.MESSAGES, Scope.ADDRESS, Duration.ofSeconds(40)), excess);
  }

  /** If a rate stays the same, addresses do not get back the tokens that they have used. */
  @Test
  void addressesKeepTheirUseOfUnchangedRates() {
    use(ana, HERE, 2);
    use(berta, HERE, 1);

    limiter.change(settings(PER_ADDRESS, 2));

    assertTrue(limiter.use(Quota.MESSAGES, null, HERE, 0).isPresent());
    Duration second = Duration.ofSeconds(1);
    assertEquals(Optional.empty(), limiter.refused(Quota.MESSAGES, ana, second, 0));
    assertEquals(Optional.empty(), limiter.refused(Quota.MESSAGES, ana, second, 0));
    assertEquals(Optional.of(PAUSE), limiter.refused(Quota.MESSAGES, ana, second, 0));
  }

  /**
   * When the operator lowers one rate, a client that has used up another rate gets no new tokens.
   */
  @Test
  void onlyTheChangedRateOfAddressesStartsWithAFullBucket() {
    Rate joins = new Rate(1, Duration.ofSeconds(30));
    Rate messages = PER_ADDRESS.getOrDefault(Quota.MESSAGES, Rate.UNLIMITED);
    limiter.change(settings(Map.of(Quota.MESSAGES, messages, Quota.JOINS, joins), FLOOD));
    assertEquals(Optional.empty(), limiter.use(Quota.JOINS, null, HERE, 0));
    usesUpAll("192.0.2.1");

    Rate fewer = new Rate(1, Duration.ofSeconds(60));
    limiter.change(settings(Map.of(Quota.MESSAGES, fewer, Quota.JOINS, joins), FLOOD));

    assertTrue(limiter.use(Quota.JOINS, null, HERE, 0).isPresent(), "the joins are used up");
    assertEquals(1, usesUpAll("192.0.2.1"), "the bucket of messages is new");

    limiter.change(settings(Map.of(Quota.MESSAGES, fewer), FLOOD));
    assertEquals(
        Optional.empty(), limiter.use(Quota.JOINS, null, HERE, 0), "joins have no limit now");
    assertTrue(limiter.use(Quota.MESSAGES, null, HERE, 0).isPresent());

    limiter.change(settings(Map.of(), FLOOD));
    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, null, HERE, 0));
    assertEquals(0, limiter.prefixes(), "nothing is left to remember");
  }

  /** Each session has a share of 1,000 bytes of its own in a rate of 16,384,000 bytes. */
  @Test
  void aSessionStillHasItsOwnShareWhenMoreThanHalfOfTheRateIsUsed() {
    Rate bytes = new Rate(16_384_000, Duration.ofSeconds(16_384));
    RateLimiter limited = new RateLimiter(settings(Map.of(Quota.BYTES, bytes), FLOOD));
    assertEquals(Optional.empty(), limited.use(Quota.BYTES, ana, HERE, new Charge(8_000_000), 0));
    assertFalse(limited.isMoreThanHalfUsed(Quota.BYTES, 2_000, ana, HERE, 0));
    assertEquals(Optional.empty(), limited.use(Quota.BYTES, ana, HERE, new Charge(1_000_000), 0));

    assertTrue(limited.isMoreThanHalfUsed(Quota.BYTES, 2_000, ana, HERE, 0));
    assertTrue(limited.isMoreThanHalfUsed(Quota.BYTES, 2_000, berta, HERE, 0), "not its share");
    assertFalse(limited.isMoreThanHalfUsed(Quota.BYTES, 1_000, berta, HERE, 0), "its share");
    assertFalse(limited.isMoreThanHalfUsed(Quota.BYTES, 2_000, berta, THERE, 0));
    assertFalse(limited.isMoreThanHalfUsed(Quota.BYTES, 2_000, ana, HERE, 1000 * SECOND));
  }

  private static RateSettings settings(Map<Quota, Rate> perAddress, int flood) {
    return new RateSettings(
        Map.of(
            Quota.MESSAGES, new Rate(2, Duration.ofSeconds(2)),
            Quota.COMMANDS, new Rate(50, Duration.ofSeconds(1))),
        perAddress,
        flood,
        PAUSE);
  }

  @Test
  void aUseThatOneLimitRefusesTakesNoTokenOfAnotherLimit() {
    use(ana, HERE, 2);
    for (int i = 0; i < FLOOD; i++) {
      assertTrue(limiter.use(Quota.MESSAGES, ana, HERE, 0).isPresent());
    }

    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, berta, HERE, 0), "the third");
  }

  @Test
  void tokensThatAreGivenBackCanBeUsedAgain() {
    use(ana, HERE, 2);

    limiter.giveBack(Quota.MESSAGES, ana, HERE, new Charge(), 0);

    use(ana, HERE, 1);
    use(berta, HERE, 1);
    assertTrue(limiter.use(Quota.MESSAGES, berta, HERE, 0).isPresent(), "the fourth from here");
  }

  @Test
  void anExemptOriginHasNoLimit() {
    for (int i = 0; i < 100; i++) {
      assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, null, Origin.EXEMPT, 0));
    }
    assertEquals(0, limiter.prefixes());
  }

  @Test
  void aFloodPausesTheSessionForAllKinds() {
    use(ana, HERE, 2);
    for (int i = 0; i < FLOOD; i++) {
      assertEquals(Optional.empty(), refused(ana, i));
    }

    assertEquals(Optional.of(PAUSE), refused(ana, 0));

    Excess other = limiter.use(Quota.COMMANDS, ana, HERE, 10 * SECOND).orElseThrow();
    assertEquals(Duration.ofSeconds(20), other.delay());
    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, ana, THERE, 30 * SECOND));
  }

  /**
   * Programs with a common session each repeat an action when the delay of its refusal has passed.
   */
  @Test
  void noRefusalProlongsThePause() {
    use(ana, HERE, 2);
    for (int i = 0; i <= FLOOD; i++) {
      refused(ana, 0);
    }

    for (int i = 0; i <= 3 * FLOOD; i++) {
      Excess excess = limiter.use(Quota.MESSAGES, ana, HERE, 10 * SECOND).orElseThrow();
      assertEquals(Duration.ofSeconds(20), excess.delay());
      Duration told = excess.delay();
      assertEquals(
          Optional.empty(), limiter.refused(Quota.MESSAGES, ana, told, 10 * SECOND), "again");
    }

    assertEquals(Optional.empty(), limiter.use(Quota.MESSAGES, ana, THERE, 30 * SECOND));
  }

  @Test
  void aSessionThatWaitsForTheDelayNeverFloods() {
    long now = 0;
    for (int round = 0; round < 1000; round++) {
      Duration wait = Duration.ZERO;
      // A client may have sent this many commands before it knows that the first one is refused.
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
  void aLongDelayOfOneQuotaDoesNotCauseAFloodOfAnother() {
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

  /** The limit for an address is 3, so it is 12 for a /64, and 48 for a /48. */
  @Test
  void addressesOfOneNetworkHaveTheirOwnLimitsAndACommonLimit() {
    for (int host = 1; host <= 4; host++) {
      assertEquals(3, usesUpAll("2001:db8:1:1::" + host), "each address");
    }
    assertEquals(0, usesUpAll("2001:db8:1:1::5"), "the /64 has used up four times as much");

    for (int subnet = 2; subnet <= 4; subnet++) {
      for (int host = 1; host <= 5; host++) {
        assertEquals(
            host <= 4 ? 3 : 0, usesUpAll("2001:db8:1:" + subnet + "::" + host), "another /64");
      }
    }
    assertEquals(0, usesUpAll("2001:db8:1:5::1"), "the /48 has used up sixteen times as much");
    assertEquals(3, usesUpAll("2001:db8:2:1::1"), "another /48");
  }

  @Test
  void tokensAreGivenBackToTheWholeNetwork() {
    for (int host = 1; host <= 4; host++) {
      usesUpAll("2001:db8:1:1::" + host);
    }

    limiter.giveBack(Quota.MESSAGES, ana, origin("2001:db8:1:1::1"), new Charge(), 0);

    // A closed bucket opens when it is half full. With the returned token, this happens earlier.
    long half = 15 * SECOND - Duration.ofMillis(2500).toNanos();
    assertEquals(
        Optional.empty(), limiter.use(Quota.MESSAGES, null, origin("2001:db8:1:1::9"), half));
  }

  @Test
  void addressesWithFullBucketsAreForgotten() {
    for (int i = 0; i < 1000; i++) {
      limiter.use(Quota.MESSAGES, null, numbered(i), 0);
    }
    assertEquals(1000, limiter.prefixes());

    for (int i = 1000; i < 2000; i++) {
      limiter.use(Quota.MESSAGES, null, numbered(i), 30 * SECOND);
    }

    assertEquals(1000, limiter.prefixes());
  }

  @Test
  void theNumberOfRememberedAddressesIsBounded() {
    for (int i = 0; i < PrefixBuckets.MAX + 1000; i++) {
      limiter.use(Quota.MESSAGES, null, numbered(i), 0);
    }

    assertTrue(limiter.prefixes() <= PrefixBuckets.MAX);
  }

  /** A client with many addresses must not make the limiter forget all other addresses. */
  @Test
  void anAddressThatIsRefusedBecauseOfItsNetworkIsNotRemembered() {
    for (int i = 0; i < 10_000; i++) {
      limiter.use(Quota.MESSAGES, null, origin("2001:db8:1:1::" + Integer.toHexString(i)), 0);
    }

    assertEquals(2 + 12, limiter.prefixes(), "the /48, the /64, and the accepted addresses");
  }

  private int usesUpAll(String address) {
    int used = 0;
    while (limiter.use(Quota.MESSAGES, null, origin(address), 0).isEmpty()) {
      used++;
    }
    return used;
  }

  private static Origin numbered(int number) {
    return origin("10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
  }

  private static Origin origin(String address) {
    try {
      return Origin.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Tries another use, which must be refused; returns how long the session must pause. */
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
