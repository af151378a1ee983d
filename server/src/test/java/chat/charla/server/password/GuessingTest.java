package chat.charla.server.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Guessing is slowed down, and the owner still logs in. */
class GuessingTest extends LoginStory {
  /** The time between two guesses, with 5,000 guesses a minute. */
  private static final Duration INTERVAL = Duration.ofMinutes(1).dividedBy(5000);

  private static final int GUESSES = 10_000;

  /** How long guessing lasts before the owner logs in. */
  private static final Duration FIRST = Duration.ofSeconds(70);

  private static final Duration PROMISED = Duration.ofSeconds(5);

  /** The longest time of a log-in in a new network, with a hasher that has no other work. */
  private static final Duration SOON = Duration.ofMillis(1500);

  /** From how many new networks, one after the other, the owner logs in during the guessing. */
  private static final int NEW_NETWORKS = 60;

  @Test
  void afterThreeWrongPasswordsEachFurtherOneDoublesTheDelay() {
    List<Long> expected = List.of(0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);

    assertEquals(expected, secondsBetweenWrongPasswords(berta(AWAY)));
    assertEquals(expected, secondsBetweenWrongPasswords(nadie(ELSEWHERE)));
  }

  @Test
  void aRefusalSaysHowLongToWait() {
    wrong(berta(AWAY), 4);

    Refusal refusal = begin(berta(AWAY), PASSWORD).refusal();

    assertEquals(ErrorReason.ERROR_REASON_RATE_LIMITED, refusal.reason());
    assertEquals(Map.of("limit", "logins", "scope", "address"), refusal.metadata());
    assertEquals(Duration.ofSeconds(2), refusal.retryDelay());
    assertTrue(logIn(berta(HOME), PASSWORD).value().right(), "from another network");
    time.advance(Duration.ofSeconds(2).minus(FakeHasher.TIME));
    assertTrue(logIn(berta(AWAY), PASSWORD).value().right(), "after the delay");
    assertFalse(logIn(berta(AWAY), "wrong").value().right(), "the count has begun again");
    assertFalse(logIn(berta(AWAY), "wrong").value().right());
  }

  @Test
  void guessesAtTheSameTimeCountLikeGuessesOneAfterTheOther() {
    List<Answer<CheckResult>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(begin(berta(AWAY), "guess " + i));
    }
    time.runUntilIdle();

    assertEquals(
        Guesses.FREE_ATTEMPTS, answers.stream().filter(answer -> !answer.isRefused()).count());
  }

  @Test
  void aNetworkIsForgottenAnHourAfterItsLastAttempt() {
    wrong(berta(AWAY), 12);
    time.advance(Guesses.RETENTION);

    assertEquals(List.of(0L, 0L, 1L), secondsBetweenWrongPasswords(berta(AWAY)).subList(0, 3));
  }

  @Test
  void oneNetworkTriesManyNamesOnlyAtALimitedRate() {
    int checked = 0;
    for (int i = 0; i < 6000; i++) {
      Answer<CheckResult> answer =
          begin(new PasswordAttempt("name" + i, ELSEWHERE, false, ""), PASSWORD);
      time.advance(Duration.ofMillis(10));
      if (!answer.isRefused()) {
        checked++;
      }
    }

    assertTrue(checked <= 240, "in a minute: " + checked);
  }

  @Test
  void whileOneNetworkGuessesTheOwnerLogsInFromAnyOtherAtOnce() {
    List<Answer<CheckResult>> guesses = guessAtBerta(List.of(ELSEWHERE), GUESSES, INTERVAL);
    time.advance(FIRST);

    assertAtMost(Duration.ofSeconds(1), logInWithRetries(berta(HOME)));
    assertAtMost(Duration.ofSeconds(1), logInWithRetries(berta(AWAY)));
    time.advance(FIRST);
    assertAtMost(12, checked(guesses));
  }

  @Test
  void whileTwentyNetworksGuessTheOwnerLogsInFromAnyOtherInTime() {
    guessAtBerta(addresses(20), GUESSES, INTERVAL);
    time.advance(FIRST);

    assertAtMost(PROMISED, logInWithRetries(berta(HOME)));
    assertAtMost(PROMISED, logInWithRetries(berta(AWAY)));
  }

  @Test
  void whileThousandsOfNetworksGuessTheOwnerLogsInAtHomeInTime() {
    guessAtBerta(addresses(GUESSES), GUESSES, INTERVAL);
    for (int i = 0; i < 100; i++) {
      time.advance(Duration.ofSeconds(1));
      assertAtMost(PROMISED, logInWithRetries(berta(HOME)));
    }
  }

  /** The guesses arrive at random times. Otherwise the owner might always come between two. */
  @Test
  void whileThousandsOfNetworksGuessTheOwnerLogsInFromANewOneSoon() {
    Random random = new Random(1);
    long begin = time.nanoTime();
    List<Origin> networks = addresses(GUESSES);
    Duration lastGuess = Duration.ZERO;
    for (int i = 0; i < GUESSES; i++) {
      PasswordAttempt guess = berta(networks.get(i));
      core.schedule(lastGuess, () -> begin(guess, "a guess"));
      lastGuess =
          lastGuess.plusNanos((long) (-Math.log(1 - random.nextDouble()) * INTERVAL.toNanos()));
    }
    time.advance(Duration.ofSeconds(10)); // until the queue is full
    for (int i = 0; i < NEW_NETWORKS; i++) {
      time.advance(Duration.ofMillis(random.nextInt(1000)));
      assertAtMost(SOON, logInWithRetries(berta(origin("198.51.100." + i))));
    }
    Duration last = lastGuess;
    Duration end = Duration.ofNanos(time.nanoTime() - begin);

    assertTrue(end.compareTo(last) < 0, () -> "the guesses had ended before " + end);
  }

  /** A client must wait as it is told, and a refusal counts for one return. */
  @Test
  void aNetworkThatComesBackIsCheckedBeforeThoseThatComeForTheFirstTime() {
    for (Origin origin : addresses(100)) {
      begin(nadie(origin), "a guess");
    }
    Answer<CheckResult> tooEarly = begin(berta(AWAY), PASSWORD);
    Answer<CheckResult> refused = begin(berta(ELSEWHERE), PASSWORD);
    assertTrue(begin(berta(AWAY), PASSWORD).isRefused(), "it was told to wait");
    time.advance(Duration.ofMillis(300));
    for (Origin origin : addresses(300).subList(100, 300)) {
      begin(nadie(origin), "a guess");
    }

    assertTrue(tooEarly.isRefused() && refused.isRefused());
    Answer<CheckResult> back = begin(berta(ELSEWHERE), PASSWORD);
    time.advance(FakeHasher.TIME.multipliedBy(2));
    assertTrue(back.value().right());
  }

  @Test
  void theServerRemembersFewOfThoseWhoMayComeBack() {
    RefusedLines returning = new RefusedLines();
    Duration delay = Duration.ofMillis(200);
    for (int i = 0; i < RefusedLines.MAX + 10; i++) {
      returning.refused("network" + i, delay, i);
    }
    long inTime = delay.plusSeconds(1).toNanos();
    assertEquals(RefusedLines.MAX, returning.size());
    assertFalse(returning.triesAgain("network9", inTime), "one of the oldest");
    assertFalse(returning.triesAgain("network10", 0), "too early");
    assertTrue(returning.triesAgain("network10", inTime));
    assertFalse(returning.triesAgain("network10", inTime), "only once");

    assertFalse(
        returning.triesAgain(
            "network11", delay.plus(RefusedLines.TRY_AGAIN_WITHIN).plusSeconds(1).toNanos()));
    assertEquals(0, returning.size());
  }

  @Test
  void networksThatGuessAtOneNameShareARate() {
    List<Answer<CheckResult>> guesses = guessAtBerta(addresses(500), GUESSES, INTERVAL);
    time.advance(Duration.ofMinutes(2));

    assertAtMost(500, checked(guesses));
  }

  @Test
  void guessersAtAnotherNameDelayNoOtherUserForLong() {
    guessAtBerta(addresses(20), GUESSES, INTERVAL);
    time.advance(FIRST);

    assertAtMost(PROMISED, logInWithRetries(new PasswordAttempt("ana", AWAY, false, hash)));
  }

  @Test
  void aKnownUserWhoLogsInAgainAndAgainDoesNotKeepOutUsersInNewNetworks() {
    for (Origin origin : addresses(40)) {
      PasswordAttempt eva = new PasswordAttempt("eva" + origin.network(), origin, true, hash);
      for (int i = 0; i < 3; i++) {
        begin(eva, PASSWORD);
      }
    }

    assertAtMost(PROMISED, logInWithRetries(berta(AWAY)));
  }

  /** A client with a /48 has 65,536 networks of size /64. */
  @Test
  void aClientWithAWholeNetworkHasOneLine() {
    for (int i = 0; i < 50; i++) {
      begin(
          new PasswordAttempt(
              "name" + i, origin("2001:db8:7:" + Integer.toHexString(i) + "::1"), false, ""),
          "a guess");
    }

    assertAtMost(FakeHasher.TIME.multipliedBy(3), logInWithRetries(berta(AWAY)));
  }

  @Test
  void withoutLimitsForAnAddressEachNameHasItsOwnQueue() {
    for (int i = 0; i < 50; i++) {
      begin(nadie(Origin.EXEMPT), "guess " + i);
    }

    assertAtMost(Duration.ofSeconds(1), logInWithRetries(berta(Origin.EXEMPT)));
  }

  @Test
  void theMemoryIsBounded() {
    Guesses guesses = new Guesses();
    long now = 0;
    for (int i = 0; i < Guesses.MAX_NETWORKS + 1000; i++) {
      PasswordAttempt login = new PasswordAttempt("name" + i, ELSEWHERE, false, "");
      guesses.begin(login, now);
      guesses.end(login, Guesses.Result.WRONG, now);
    }
    assertEquals(Guesses.MAX_NETWORKS, guesses.size());
    for (int i = 0; i < 10; i++) {
      PasswordAttempt login = new PasswordAttempt("x".repeat(1_000_000) + i, AWAY, false, "");
      guesses.begin(login, now);
      guesses.end(login, Guesses.Result.WRONG, now);
    }
    PasswordAttempt longName = new PasswordAttempt("x".repeat(1_000_000), AWAY, false, "");
    assertFalse(guesses.delay(longName, now).isZero(), "all names that are too long are one");

    guesses.delay(nadie(AWAY), now + Guesses.RETENTION.toNanos());
    assertEquals(0, guesses.size());
  }

  /**
   * The seconds until a password is checked again, after the first wrong password, the second, and
   * so on.
   */
  private List<Long> secondsBetweenWrongPasswords(PasswordAttempt login) {
    List<Long> seconds = new ArrayList<>();
    assertFalse(logIn(login, "wrong").value().right());
    while (seconds.size() < 10) {
      Answer<CheckResult> next = logIn(login, "wrong");
      seconds.add(next.isRefused() ? next.retryDelay().toSeconds() : 0);
      if (next.isRefused()) {
        time.advance(next.retryDelay());
        next = logIn(login, "wrong");
      }
      assertFalse(next.value().right());
    }
    return seconds;
  }

  /** Tries this many wrong passwords, each as early as possible. */
  private void wrong(PasswordAttempt login, int count) {
    for (int i = 0; i < count; i++) {
      Answer<CheckResult> answer = logIn(login, "wrong");
      if (answer.isRefused()) {
        time.advance(answer.retryDelay());
        answer = logIn(login, "wrong");
      }
      assertFalse(answer.value().right());
    }
  }

  private static int checked(List<Answer<CheckResult>> answers) {
    return (int)
        answers.stream().filter(answer -> answer.hasArrived() && !answer.isRefused()).count();
  }

  private static void assertAtMost(Duration most, Duration time) {
    assertTrue(time.compareTo(most) <= 0, () -> "took " + time);
  }

  private static void assertAtMost(int most, int count) {
    assertTrue(count <= most, () -> "were " + count);
  }
}
