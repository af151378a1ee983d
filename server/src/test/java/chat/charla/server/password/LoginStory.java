package chat.charla.server.password;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.RateLimiter;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.VirtualTime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Passwords in virtual time. Berta has an account, and has used it at home. There is no account
 * called Nadie.
 */
abstract class LoginStory {
  static final String PASSWORD = "the tide is out";
  static final Origin HOME = origin("192.0.2.1");
  static final Origin AWAY = origin("198.51.100.1");
  static final Origin ELSEWHERE = origin("203.0.113.1");

  final VirtualTime time = new VirtualTime();
  final FakeHasher hasher = new FakeHasher(time);
  final SimulatedScheduler core = new SimulatedScheduler(time);
  final Passwords passwords;
  final String hash;

  private final RateLimiter limiter = new RateLimiter(RateSettings.DEFAULT);

  LoginStory() {
    passwords =
        new Passwords(
            hasher,
            core,
            new Random(1),
            origin ->
                limiter
                    .use(Quota.LOGINS, null, origin, core.nanoTime())
                    .map(excess -> Refusal.rateLimited("logins", "address", excess.delay())));
    Answer<String> hashed = new Answer<>();
    passwords.hash(PASSWORD, HOME, hashed);
    time.runUntilIdle();
    hash = hashed.value();
  }

  /** The answer to one call, which may not have arrived yet. */
  static final class Answer<T> implements java.util.function.Consumer<Outcome<T>> {
    private @Nullable Outcome<T> outcome;

    @Override
    public void accept(Outcome<T> received) {
      assertTrue(outcome == null, "answered twice");
      outcome = received;
    }

    boolean hasArrived() {
      return outcome != null;
    }

    T value() {
      if (outcome instanceof Outcome.Done<T> done) {
        return done.value();
      }
      throw new AssertionError("no result, but " + outcome);
    }

    Refusal refusal() {
      if (outcome instanceof Outcome.Refused<T> refused) {
        return refused.refusal();
      }
      throw new AssertionError("no refusal, but " + outcome);
    }

    boolean isRefused() {
      return outcome instanceof Outcome.Refused<T>;
    }

    Duration retryDelay() {
      return Objects.requireNonNull(refusal().retryDelay());
    }
  }

  PasswordAttempt berta(Origin origin) {
    return new PasswordAttempt("berta", origin, origin.equals(HOME), hash);
  }

  static PasswordAttempt nadie(Origin origin) {
    return new PasswordAttempt("nadie", origin, false, "");
  }

  /** Begins a log-in. */
  Answer<CheckResult> begin(PasswordAttempt login, String password) {
    Answer<CheckResult> answer = new Answer<>();
    passwords.check(login, password, answer);
    return answer;
  }

  /** Logs in, and waits for the answer. */
  Answer<CheckResult> logIn(PasswordAttempt login, String password) {
    Answer<CheckResult> answer = begin(login, password);
    time.runUntil(answer::hasArrived);
    return answer;
  }

  /**
   * Logs in. After a refusal, waits for the retry delay and tries again. Returns the time until the
   * log-in is accepted.
   */
  Duration logInWithRetries(PasswordAttempt login) {
    long begin = time.nanoTime();
    Answer<CheckResult> answer = logIn(login, PASSWORD);
    while (answer.isRefused()) {
      time.advance(answer.retryDelay());
      answer = logIn(login, PASSWORD);
    }
    assertTrue(answer.value().right());
    return Duration.ofNanos(time.nanoTime() - begin);
  }

  /**
   * Schedules log-ins as Berta with guessed passwords, at regular intervals and from these origins
   * in turn.
   */
  List<Answer<CheckResult>> guessAtBerta(List<Origin> origins, int guesses, Duration interval) {
    List<Answer<CheckResult>> answers = new ArrayList<>();
    for (int i = 0; i < guesses; i++) {
      Origin origin = origins.get(i % origins.size());
      String guess = "guess number " + i;
      core.schedule(interval.multipliedBy(i), () -> answers.add(begin(berta(origin), guess)));
    }
    return answers;
  }

  /** This many different addresses. */
  static List<Origin> addresses(int count) {
    List<Origin> origins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      origins.add(origin("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256));
    }
    return origins;
  }

  static Origin origin(String address) {
    try {
      return Origin.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
