package chat.charla.server.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Seeds;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token bucket in virtual time, also when the clock's nanoseconds overflow. */
class TokenBucketTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @ParameterizedTest
  @ValueSource(longs = {0, -5, Long.MAX_VALUE - 3, Long.MIN_VALUE})
  void aFullBucketGivesItsCountAndNoMore(long start) {
    TokenBucket bucket = new TokenBucket(new Rate(10, Duration.ofSeconds(10)), 2, start);

    assertEquals(10, take(bucket, start));
    assertTrue(bucket.waitNanos(1, start) > 0);
  }

  @Test
  void anEmptyBucketStaysClosedUntilItIsHalfFull() {
    TokenBucket bucket = new TokenBucket(new Rate(10, Duration.ofSeconds(10)), 2, 0);
    take(bucket, 0);

    assertEquals(5 * SECOND, bucket.waitNanos(1, 0));
    assertEquals(
        SECOND, bucket.waitNanos(1, 4 * SECOND), "with four tokens back it is still closed");
    assertEquals(5, take(bucket, 5 * SECOND));
  }

  @Test
  void withinTheRateNoWaitIsNeeded() {
    TokenBucket bucket = new TokenBucket(new Rate(10, Duration.ofSeconds(10)), 2, 0);
    take(bucket, 0, 10);

    for (int second = 1; second < 100; second++) {
      assertEquals(1, take(bucket, second * SECOND, 1));
    }
  }

  @Test
  void aBucketOfOneOpensWhenItsOnlyTokenIsBack() {
    TokenBucket bucket = new TokenBucket(new Rate(1, Duration.ofSeconds(10)), 2, 0);
    take(bucket, 0);

    assertEquals(10 * SECOND, bucket.waitNanos(1, 0));
    assertEquals(1, take(bucket, 10 * SECOND));
  }

  @Test
  void aBucketIsFullAfterItsPeriodAndNotBefore() {
    TokenBucket bucket = new TokenBucket(new Rate(4, Duration.ofSeconds(8)), 2, 0);
    assertTrue(bucket.isFull(0));
    take(bucket, 0);

    assertFalse(bucket.isFull(8 * SECOND - 1));
    assertTrue(bucket.isFull(8 * SECOND));
    assertEquals(4, take(bucket, 1000 * SECOND), "never more than its count");
  }

  @Test
  void aUseMayTakeManyTokens() {
    TokenBucket bucket = new TokenBucket(new Rate(1000, Duration.ofSeconds(1000)), 1000, 0);
    bucket.take(900, 0);

    assertEquals(0, bucket.waitNanos(100, 0));
    assertEquals(100 * SECOND, bucket.waitNanos(200, 0), "what is lacking");
    assertEquals(60 * SECOND, bucket.waitNanos(1, 40 * SECOND), "closed until then");
    assertEquals(0, bucket.waitNanos(200, 100 * SECOND));
  }

  @Test
  void aBucketReopensWhenTheGivenPartIsFull() {
    TokenBucket bucket = new TokenBucket(new Rate(1000, Duration.ofSeconds(1000)), 100, 0);
    bucket.take(1000, 0);

    assertEquals(10 * SECOND, bucket.waitNanos(1, 0));
  }

  @Test
  void aUseOfMoreTokensThanTheBucketHoldsWaitsForAFullBucketAndOverdrawsIt() {
    TokenBucket bucket = new TokenBucket(new Rate(10, Duration.ofSeconds(10)), 2, 0);
    bucket.take(1, 0);

    assertEquals(SECOND, bucket.waitNanos(35, 0));
    assertEquals(0, bucket.waitNanos(35, SECOND));
    bucket.take(35, SECOND);
    assertEquals(
        30 * SECOND,
        bucket.waitNanos(1, SECOND),
        "the 25 tokens that the bucket lacks, and half of the bucket");
  }

  @Test
  void evenTheLargestUseOfTheLowestRateIsCounted() {
    TokenBucket bucket = new TokenBucket(new Rate(1, Duration.ofDays(1)), 2, 0);
    assertEquals(0, bucket.waitNanos(Integer.MAX_VALUE, 0));
    bucket.take(Integer.MAX_VALUE, 0);

    assertTrue(bucket.waitNanos(1, 0) > Duration.ofDays(10_000).toNanos());
  }

  @Test
  void tokensThatAreGivenBackCanBeTakenAgain() {
    TokenBucket bucket = new TokenBucket(new Rate(1000, Duration.ofSeconds(1000)), 1000, 0);
    bucket.take(1000, 0);
    bucket.giveBack(400, 0);

    assertEquals(0, bucket.waitNanos(400, 0));
    assertTrue(bucket.isMoreThanHalfUsed(0));
    assertFalse(bucket.isMoreThanHalfUsed(100 * SECOND));
  }

  @Test
  @Tag("seeds")
  void aBucketNeverGivesMoreThanItsRate() {
    Seeds.forEach(TokenBucketTest.class, 100, TokenBucketTest::givesNoMoreThanItsRate);
  }

  private static void givesNoMoreThanItsRate(long seed) {
    Random random = new Random(seed);
    int count = 1 + random.nextInt(50);
    long period = 1 + random.nextInt(1_000_000) + count;
    TokenBucket bucket = new TokenBucket(new Rate(count, Duration.ofNanos(period)), 2, 0);
    long now = 0;
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      now += random.nextInt((int) period);
      taken += take(bucket, now, random.nextInt(2 * count));
    }

    long interval = period / count;
    assertTrue(taken <= count + now / interval, taken + " in " + now);
    assertTrue(taken > 0, "nothing was given");
  }

  private static int take(TokenBucket bucket, long now) {
    return take(bucket, now, Integer.MAX_VALUE);
  }

  private static int take(TokenBucket bucket, long now, int most) {
    int taken = 0;
    while (taken < most && bucket.waitNanos(1, now) == 0) {
      bucket.take(1, now);
      taken++;
    }
    return taken;
  }
}
