package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One address and its sessions, in virtual time. */
class FairShareTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /**
   * An address gets 100 tokens a second. Each session may use 10 tokens at once. If only one
   * session is busy, it gets all 100 tokens a second.
   */
  private static final Rate RATE = new Rate(1000, Duration.ofSeconds(10));

  private final FairShare share = new FairShare(Quota.MESSAGES, RATE, 0);

  @Test
  void oneSessionAloneMayUseTheWholeRateOfItsAddress() {
    SessionUsage ana = session();

    assertEquals(1000, takeAll(ana, 0));

    // The session waits until half of its own share of 10 tokens is back.
    assertEquals(SECOND / 20, share.waitNanos(ana, 1, 0));
    assertEquals(0, share.waitNanos(ana, 1, SECOND / 20));
  }

  @Test
  void aSessionThatUsesUpTheRateLeavesTheOthersTheirShares() {
    takeAll(session(), 0);

    for (int i = 0; i < 24; i++) {
      assertEquals(10, takeAll(session(), 0), "the share of a new session");
    }
    assertTrue(share.waitNanos(null, 1, 0) > 0, "calls without a session must wait");
  }

  @Test
  void callsWithoutASessionUseUpNoShare() {
    assertEquals(1000, takeAll(null, 0));

    assertEquals(10, takeAll(session(), 0));
  }

  @Test
  void busySessionsShareTheRateEqually() {
    List<SessionUsage> sessions = sessions(5);
    sessions.forEach(each -> takeAll(each, 0));

    sessions.forEach(each -> assertEquals(10 / 5, takeAll(each, SECOND / 10)));
  }

  @Test
  void anIdleSessionDoesNotCount() {
    sessions(99).forEach(each -> takeAll(each, 0));
    SessionUsage ana = session();
    takeAll(ana, 0);

    // Each of 100 sessions gets 10 tokens back, which is 1,000 in total.
    assertTrue(share.waitNanos(ana, 1, 5 * SECOND) == 0);
    takeAll(ana, 20 * SECOND);

    assertEquals(SECOND / 20, share.waitNanos(ana, 1, 20 * SECOND), "the only busy session");
  }

  @Test
  void tokensThatAreGivenBackCanBeUsedAgain() {
    SessionUsage ana = session();
    boolean own = share.take(ana, 1, 0);
    takeAll(ana, 0);

    share.giveBack(ana, 1, own, 0);

    assertEquals(1, takeAll(ana, 0));
  }

  @Test
  void returnedTokensThatWereBorrowedDoNotFillTheShare() {
    SessionUsage ana = session();
    for (int i = 0; i < 10; i++) {
      assertTrue(share.take(ana, 1, 0), "of the session's own share");
    }
    for (int i = 0; i < 10; i++) {
      boolean own = share.take(ana, 1, 0);
      assertFalse(own, "the token is borrowed");
      share.giveBack(ana, 1, own, 0);
    }

    assertEquals(990, takeAll(null, 0));
    assertEquals(0, takeAll(ana, 0));
  }

  @Test
  void aShareIsFullWhenAllTokensAreBack() {
    SessionUsage ana = session();
    share.take(ana, 1, 0);
    assertFalse(share.isFull(0));

    assertTrue(share.isFull(SECOND / 100));
  }

  /**
   * Busy sessions take every token that they can get. Greedy sessions and clients without a session
   * try much more often. Quiet sessions stay within their share. Greedy sessions also give back
   * many tokens, as happens when a send posts nothing.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everySessionGetsItsShare(long seed) {
    Random random = new Random(seed);
    Rate rate = new Rate(100 + random.nextInt(3000), Duration.ofSeconds(10));
    long burst = Math.max(1, rate.count() / 100);
    FairShare fair = new FairShare(Quota.MESSAGES, rate, 0);
    List<SessionUsage> busy = sessions(1 + random.nextInt(20));
    List<SessionUsage> greedy = sessions(random.nextInt(20));
    List<SessionUsage> quiet = sessions(random.nextInt(20));
    int all = busy.size() + greedy.size() + quiet.size();
    long shareNanos = rate.period().toNanos() / rate.count() * all;
    int[] done = new int[busy.size()];
    int greedyDone = 0;
    int total = 0;
    long seconds = 60;
    long quietNext = 0;
    for (long now = 0; now < seconds * SECOND; now += SECOND / 20) {
      for (SessionUsage each : greedy) {
        for (int tries = random.nextInt(40);
            tries > 0 && fair.waitNanos(each, 1, now) <= 0;
            tries--) {
          fair.giveBack(each, 1, fair.take(each, 1, now), now);
        }
      }
      for (int tries = 0; tries < 50; tries++) {
        total += use(fair, null, now);
        for (SessionUsage each : greedy) {
          greedyDone += use(fair, each, now);
        }
      }
      for (int i = 0; i < done.length; i++) {
        while (use(fair, busy.get(i), now) == 1) {
          done[i]++;
        }
      }
      if (now >= quietNext) {
        for (SessionUsage each : quiet) {
          assertEquals(1, use(fair, each, now), "within its share");
        }
        total += quiet.size();
        quietNext += shareNanos;
      }
    }
    double due = (double) seconds * rate.count() / 10 / all;
    for (int each : done) {
      total += each;
      assertTrue(each >= due - 2, each + " of " + due);
    }
    assertTrue(
        greedyDone <= greedy.size() * (due + burst) + rate.count() + slack(due, quiet.size()),
        greedyDone + " of " + greedy.size() + " times " + due);
    total += greedyDone;
    assertTrue(total <= due * all + rate.count() + all * burst, total + " of " + due * all);
  }

  /** The unused part of the shares of quiet sessions, which any session may use. */
  private static double slack(double due, int quiet) {
    return due * quiet;
  }

  private static int use(FairShare fair, @Nullable SessionUsage session, long now) {
    if (fair.waitNanos(session, 1, now) > 0) {
      return 0;
    }
    fair.take(session, 1, now);
    return 1;
  }

  private int takeAll(@Nullable SessionUsage session, long now) {
    int taken = 0;
    while (use(share, session, now) == 1) {
      taken++;
    }
    return taken;
  }

  private static List<SessionUsage> sessions(int count) {
    List<SessionUsage> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sessions.add(session());
    }
    return sessions;
  }

  private static SessionUsage session() {
    return new SessionUsage(RateSettings.UNLIMITED, 0);
  }
}
