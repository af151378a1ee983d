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
 * of its own: a client with a whole /48 has one line. Networks from which the account has been used
 * before have the highest rank. So the owner of an account need not wait for the guesses of others.
 * Networks that come back after they found no place have the second rank ({@link Returning}).
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
   * How many passwords of networks that know the account may wait, so that the last of them waits
   * for a few seconds.
   */
  private static final int MOST_PREFERRED = 48;

  /**
   * How many passwords of networks that come back may wait, and how many of networks that come for
   * the first time. Few wait, because it is quicker to come back than to wait behind many.
   */
  private static final int MOST_OTHERS = 24;

  /** The rank of networks that come back. Networks that know the account have a higher one. */
  private static final int RETURNING_RANK = 1;

  /**
   * When a client may repeat a request for which there was no place in the queue: after this time,
   * plus a random time that is at most as long. While thousands of networks guess and come back, a
   * place is free for a moment only, so an owner in a new network has to ask often. The random time
   * keeps the owner from always asking at the wrong moments.
   */
  private static final Duration QUEUE_RETRY = Duration.ofMillis(150);

  private static final Duration DELAY_PRECISION = Duration.ofMillis(1);

  private final Hasher hasher;
  private final Scheduler core;
  private final RandomGenerator random;
  private final LoginRate rate;
  private final Guesses guesses = new Guesses();
  private final FairQueue queue;
  private final Returning returning = new Returning();

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
            hasher.atOnce(), MOST_PREFERRED, List.of(MOST_PREFERRED, MOST_OTHERS, MOST_OTHERS));
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
  public void check(Login login, String entered, Consumer<Outcome<Checked>> then) {
    Optional<Refusal> refusal = refusal(login);
    if (refusal.isPresent()) {
      then.accept(Outcome.refused(refusal.get()));
      return;
    }
    // Normalising takes time, so the attempt is counted before.
    Optional<Password> password = Password.of(entered);
    if (password.isEmpty()) {
      then.accept(Outcome.done(Checked.WRONG)); // No password is so long.
      return;
    }
    Turn<Checked> turn = new Turn<>(password.get(), then);
    guesses.begin(login, core.nanoTime());
    Runnable check = () -> check(login, password.get(), turn);
    String line = line(login);
    boolean waits = login.known() ? queue.takePreferred(line, check) : take(line, check);
    if (!waits) {
      end(login, Result.UNCHECKED);
      turn.refuse(line);
    }
  }

  /** Lets a task wait in a line that is not preferred. Returns false if there is no place. */
  private boolean take(String line, Runnable task) {
    return (returning.comesBack(line, core.nanoTime()) && queue.take(RETURNING_RANK, line, task))
        || queue.take(line, task);
  }

  private Optional<Refusal> refusal(Login login) {
    Duration delay = guesses.delay(login, core.nanoTime());
    return delay.isZero()
        ? rate.take(login.origin())
        // Rounded up, so that a retry after this delay is not too early.
        : Optional.of(
            Refusal.rateLimited(
                LIMIT,
                "address",
                Duration.ofMillis(delay.plus(DELAY_PRECISION).minusNanos(1).toMillis())));
  }

  /**
   * The line in which a log-in waits: that of the network or, if no limits per address apply to the
   * client, that of the name.
   */
  private static String line(Login login) {
    return login.origin().isExempt() ? "name " + login.name() : login.origin().widest();
  }

  private void check(Login login, Password password, Turn<Checked> turn) {
    Optional<StoredHash> stored = stored(login);
    StoredHash hash = stored.orElse(unmatchableHash);
    tag(
        password,
        hash.salt(),
        hash.parameters(),
        hash.tag().length,
        (tag, failure) -> {
          if (tag == null) {
            end(login, Result.UNCHECKED);
            turn.fail(failure);
            return;
          }
          boolean right = MessageDigest.isEqual(tag, hash.tag()) && stored.isPresent();
          end(login, right ? Result.RIGHT : Result.WRONG);
          if (right && !hash.parameters().equals(HashParameters.CURRENT)) {
            hash(
                password,
                newHash -> turn.done(new Checked(true, Optional.of(newHash))),
                // The old hash is still valid.
                ignored -> turn.done(new Checked(true, Optional.empty())));
          } else {
            turn.done(new Checked(right, Optional.empty()));
          }
        });
  }

  private static Optional<StoredHash> stored(Login login) {
    if (login.hash().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(StoredHash.parse(login.hash()));
    } catch (IllegalArgumentException damaged) {
      LOG.log(Level.ERROR, "a stored hash of a password is damaged; its account cannot log in");
      return Optional.empty();
    }
  }

  private void end(Login login, Result result) {
    guesses.end(login, result, core.nanoTime());
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

    /** Ends the turn, which has begun, with this result. */
    void done(T result) {
      end(Outcome.done(result));
    }

    /** Ends the turn, which has begun, after a failure. */
    void fail(@Nullable Throwable failure) {
      LOG.log(Level.ERROR, "hashing a password failed", failure);
      end(Outcome.refused(Refusal.internal()));
    }

    private void end(Outcome<T> outcome) {
      password.close();
      queue.done();
      then.accept(outcome);
    }

    /** Refuses the password, whose turn has not begun, because too many wait. */
    void refuse(String line) {
      password.close();
      Duration delay = QUEUE_RETRY.plusMillis(random.nextLong(QUEUE_RETRY.toMillis()));
      returning.refused(line, delay, core.nanoTime());
      then.accept(Outcome.refused(Refusal.rateLimited(LIMIT, "server", delay)));
    }
  }
}
