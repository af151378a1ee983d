package chat.charla.server.password;

import chat.charla.server.limit.Origin;
import chat.charla.server.password.Guesses.Result;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.FairQueue;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hashes new passwords, and checks passwords. Owned by the core, which also gets the results.
 *
 * <p>Hashing takes about a tenth of a second, so only a few passwords are hashed at once. The
 * others wait in a {@link FairQueue}, in which each IPv4 address, and each /48 of IPv6, has a line
 * of its own: a client that has a whole /48 has only one line. Networks from which the account has
 * been used before have the highest rank. So the owner of an account need not wait for the guesses
 * of others. Networks that try again, after they found no place in the queue, have the second rank
 * ({@link RefusedLines}).
 *
 * <p>A log-in is limited by name and network ({@link Guesses}), by network ({@link LoginRate}), and
 * by the length of the queue. Whether there is an account of this name, and whether it has a
 * password, affects neither these limits nor the time that an answer takes. If there is no hash,
 * the password is checked against a hash that no password has.
 */
public final class Passwords {
  private static final Logger LOG = System.getLogger(Passwords.class.getName());

  /** The name of all limits of this package in the contract. */
  private static final String LIMIT = "logins";

  private static final int SALT_BYTES = 16;

  /**
   * How many passwords of known networks may wait, so that the last of them waits for a few
   * seconds. A network is known if the account has been used from it.
   */
  private static final int MAX_PREFERRED = 48;

  /**
   * How many passwords of unknown networks that try again may wait, and how many of unknown
   * networks that try for the first time. The numbers are small, because a repeated attempt takes
   * less time than waiting behind many passwords.
   */
  private static final int MAX_OTHERS = 24;

  /** The rank of unknown networks that try again. Known networks have a higher rank. */
  private static final int RETRY_RANK = 1;

  /**
   * When a client may repeat a request for which there was no place in the queue: after this time,
   * plus a random time that is at most as long. While thousands of networks guess, a place is free
   * only briefly, so the client of an owner in a new network must try often. Without the random
   * time, the client could try at the wrong moment each time.
   */
  private static final Duration QUEUE_RETRY = Duration.ofMillis(150);

  private static final Duration DELAY_PRECISION = Duration.ofMillis(1);

  private final Hasher hasher;
  private final Scheduler core;
  private final RandomGenerator random;
  private final LoginRate rate;
  private final Guesses guesses = new Guesses();
  private final FairQueue queue;
  private final RefusedLines refusedLines = new RefusedLines();

  /** No password has this hash, because its tag is random. */
  private final StoredHash unmatchableHash;

  /**
   * Creates an object without waiting passwords.
   *
   * @param random a cryptographically secure source
   * @param rate limits the log-ins from one address
   */
  public Passwords(Hasher hasher, Scheduler core, RandomGenerator random, LoginRate rate) {
    this.hasher = hasher;
    this.core = core;
    this.random = random;
    this.rate = rate;
    this.queue =
        new FairQueue(
            hasher.maxConcurrent(), MAX_PREFERRED, List.of(MAX_PREFERRED, MAX_OTHERS, MAX_OTHERS));
    this.unmatchableHash =
        new StoredHash(HashParameters.CURRENT, bytes(SALT_BYTES), bytes(Hasher.TAG_BYTES));
  }

  /**
   * Hashes a new password, which must satisfy the {@link PasswordRules}.
   *
   * @param then gets the hash in the form in which it is to be stored, or a refusal
   */
  public void hash(String chosen, Origin origin, Consumer<Outcome<String>> then) {
    Password password = Password.of(chosen).orElseThrow();
    Turn<String> turn = new Turn<>(password, then);
    String line = origin.widest();
    if (!take(line, () -> hash(password, turn::done, turn::fail))) {
      turn.refuse(line);
    }
  }

  /**
   * Checks the password of a log-in.
   *
   * @param entered the password as the user has entered it
   * @param then gets the result, or the refusal RATE_LIMITED
   */
  public void check(PasswordAttempt attempt, String entered, Consumer<Outcome<CheckResult>> then) {
    Optional<Refusal> refusal = refusal(attempt);
    if (refusal.isPresent()) {
      then.accept(Outcome.refused(refusal.get()));
      return;
    }
    // Count the attempt before normalising the password, because that takes time.
    Optional<Password> password = Password.of(entered);
    if (password.isEmpty()) {
      then.accept(Outcome.done(CheckResult.WRONG)); // No account has such a long password.
      return;
    }
    Turn<CheckResult> turn = new Turn<>(password.get(), then);
    guesses.begin(attempt, core.nanoTime());
    Runnable check = () -> check(attempt, password.get(), turn);
    String line = line(attempt);
    boolean waits =
        attempt.fromKnownNetwork() ? queue.takePreferred(line, check) : take(line, check);
    if (!waits) {
      end(attempt, Result.UNCHECKED);
      turn.refuse(line);
    }
  }

  /** Adds a task of an unknown network to the queue. Returns false if there is no place. */
  private boolean take(String line, Runnable task) {
    return (refusedLines.triesAgain(line, core.nanoTime()) && queue.take(RETRY_RANK, line, task))
        || queue.take(line, task);
  }

  private Optional<Refusal> refusal(PasswordAttempt attempt) {
    Duration delay = guesses.delay(attempt, core.nanoTime());
    return delay.isZero()
        ? rate.take(attempt.origin())
        // Rounded up, so that a retry after this delay is not too early.
        : Optional.of(
            Refusal.rateLimited(
                LIMIT,
                "address",
                Duration.ofMillis(delay.plus(DELAY_PRECISION).minusNanos(1).toMillis())));
  }

  /**
   * The line in which a log-in waits: the line of its network or, if no limits per address apply to
   * the client, the line of the name.
   */
  private static String line(PasswordAttempt attempt) {
    return attempt.origin().isExempt() ? "name " + attempt.name() : attempt.origin().widest();
  }

  private void check(PasswordAttempt attempt, Password password, Turn<CheckResult> turn) {
    Optional<StoredHash> stored = stored(attempt);
    StoredHash hash = stored.orElse(unmatchableHash);
    tag(
        password,
        hash.salt(),
        hash.parameters(),
        hash.tag().length,
        (tag, failure) -> {
          if (tag == null) {
            end(attempt, Result.UNCHECKED);
            turn.fail(failure);
            return;
          }
          boolean right = MessageDigest.isEqual(tag, hash.tag()) && stored.isPresent();
          end(attempt, right ? Result.RIGHT : Result.WRONG);
          if (right && !hash.parameters().equals(HashParameters.CURRENT)) {
            hash(
                password,
                newHash -> turn.done(new CheckResult(true, Optional.of(newHash))),
                // The old hash is still valid.
                ignored -> turn.done(new CheckResult(true, Optional.empty())));
          } else {
            turn.done(new CheckResult(right, Optional.empty()));
          }
        });
  }

  private static Optional<StoredHash> stored(PasswordAttempt attempt) {
    if (attempt.hash().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(StoredHash.parse(attempt.hash()));
    } catch (IllegalArgumentException damaged) {
      LOG.log(Level.ERROR, "a stored hash of a password is damaged; its account cannot log in");
      return Optional.empty();
    }
  }

  private void end(PasswordAttempt attempt, Result result) {
    guesses.end(attempt, result, core.nanoTime());
  }

  private void hash(
      Password password, Consumer<String> then, Consumer<@Nullable Throwable> otherwise) {
    byte[] salt = bytes(SALT_BYTES);
    HashParameters parameters = HashParameters.CURRENT;
    tag(
        password,
        salt,
        parameters,
        Hasher.TAG_BYTES,
        (tag, failure) -> {
          if (tag == null) {
            otherwise.accept(failure);
          } else {
            then.accept(new StoredHash(parameters, salt, tag).toString());
          }
        });
  }

  private void tag(
      Password password,
      byte[] salt,
      HashParameters parameters,
      int tagBytes,
      BiConsumer<byte @Nullable [], @Nullable Throwable> then) {
    core.whenComplete(() -> hasher.tag(password.bytes(), salt, parameters, tagBytes), then);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The turn of one password in the queue. */
  private final class Turn<T> {
    private final Password password;
    private final Consumer<Outcome<T>> then;

    Turn(Password password, Consumer<Outcome<T>> then) {
      this.password = password;
      this.then = then;
    }

    /** Ends a turn that has begun, with this result. */
    void done(T result) {
      end(Outcome.done(result));
    }

    /** Ends a turn that has begun, after a failure. */
    void fail(@Nullable Throwable failure) {
      LOG.log(Level.ERROR, "hashing a password failed", failure);
      end(Outcome.refused(Refusal.internal()));
    }

    private void end(Outcome<T> outcome) {
      password.close();
      queue.done();
      then.accept(outcome);
    }

    /** Refuses a password whose turn has not begun, because too many passwords wait. */
    void refuse(String line) {
      password.close();
      Duration delay = QUEUE_RETRY.plusMillis(random.nextLong(QUEUE_RETRY.toMillis()));
      refusedLines.refused(line, delay, core.nanoTime());
      then.accept(Outcome.refused(Refusal.rateLimited(LIMIT, "server", delay)));
    }
  }
}
