package chat.charla.server.password;

import chat.charla.server.name.NameLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Delays attempts to log in, so that guessing the password of one name is slow. Owned by the core.
 *
 * <p>Each network has its own delays for each name, so that no guesser can lock the owner out.
 * After {@value #FREE_ATTEMPTS} wrong passwords, a network must wait before its next attempt: one
 * second at first, then twice as long each time, up to a minute.
 *
 * <p>If more than {@value #INDEPENDENT_NETWORKS} networks try one name, they share a rate: each
 * network waits two seconds for each network beyond {@value #INDEPENDENT_NETWORKS}, up to a quarter
 * of an hour. The first attempt of a network does not wait. A network from which the account has
 * been used before does not share the rate.
 *
 * <p>The same delays apply to a name without an account. This class forgets a network an hour after
 * its last attempt, or when it has shown the right password. At most {@value #MAX_NETWORKS}
 * networks are stored, counted for each name that they try. An attempt counts only if its password
 * is hashed, so an attacker needs a quarter of an hour to displace all stored networks.
 */
final class Guesses {
  /** How many wrong passwords cause no delay. */
  static final int FREE_ATTEMPTS = 3;

  /** How many networks may try a name without sharing a rate. */
  static final int INDEPENDENT_NETWORKS = 8;

  static final Duration MAX_OWN_DELAY = Duration.ofMinutes(1);
  static final Duration MAX_SHARED_DELAY = Duration.ofMinutes(15);
  static final Duration RETENTION = Duration.ofHours(1);

  /** The largest number of stored networks, counted for each name that they try. */
  static final int MAX_NETWORKS = 20_000;

  /**
   * How many UTF-16 units of a name are stored. So long names do not take much memory. The names of
   * accounts are shorter.
   */
  private static final int MAX_NAME_LENGTH = 4 * NameLimits.MAX_CODE_POINTS;

  private static final long FIRST_DELAY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long DELAY_PER_NETWORK_NANOS = Duration.ofSeconds(2).toNanos();

  /** The delay reaches its maximum before it has doubled this many times. */
  private static final int MAX_DOUBLINGS = 10;

  /** The attempts by guesser, in the order of the guessers' last attempts, the oldest first. */
  private final Map<Guesser, Attempts> attempts = new LinkedHashMap<>();

  /** How many networks have tried each name, which may be cut. */
  private final Map<String, Integer> guessers = new HashMap<>();

  private record Guesser(String name, String network) {
    static Guesser of(PasswordAttempt attempt) {
      return new Guesser(storedName(attempt), attempt.origin().network());
    }
  }

  private static final class Attempts {
    private int wrong;

    /** Attempts whose result is not known yet. Until then, they count as wrong. */
    private int pending;

    private long last;
  }

  /** The result of an attempt. */
  enum Result {
    RIGHT,
    WRONG,
    /** The password was not checked. */
    UNCHECKED
  }

  /** How long this attempt has to wait; zero if it may begin. */
  Duration delay(PasswordAttempt attempt, long now) {
    removeOld(now);
    Attempts known = attempts.get(Guesser.of(attempt));
    if (known == null || isUnlimited(attempt)) {
      return Duration.ZERO;
    }
    long delay = Math.max(ownDelay(known.wrong + known.pending), sharedDelay(attempt));
    long from = known.pending > 0 ? now : known.last;
    return Duration.ofNanos(Math.max(0, from + delay - now));
  }

  /** Counts an attempt that begins. The caller must call {@link #end} later. */
  void begin(PasswordAttempt attempt, long now) {
    if (isUnlimited(attempt)) {
      return;
    }
    Guesser guesser = Guesser.of(attempt);
    Attempts known = attempts.remove(guesser);
    if (known == null) {
      makeRoom();
      guessers.merge(guesser.name(), 1, Integer::sum);
      known = new Attempts();
    }
    known.pending++;
    known.last = now;
    attempts.put(guesser, known);
  }

  /** Counts the result of an attempt that has begun. */
  void end(PasswordAttempt attempt, Result result, long now) {
    Guesser guesser = Guesser.of(attempt);
    Attempts known = attempts.get(guesser);
    if (known == null) {
      return; // No limits apply to the origin.
    }
    known.pending--;
    if (result == Result.RIGHT) {
      known.wrong = 0;
    } else if (result == Result.WRONG) {
      known.wrong++;
      known.last = now;
    }
    if (known.wrong == 0 && known.pending == 0) {
      attempts.remove(guesser);
      uncount(guesser);
    }
  }

  /** The number of stored networks, counted for each name that they try. */
  int size() {
    return attempts.size();
  }

  private static String storedName(PasswordAttempt attempt) {
    String name = attempt.name();
    return name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH);
  }

  private static boolean isUnlimited(PasswordAttempt attempt) {
    return attempt.origin().isExempt();
  }

  /** The delay because of the network's own wrong passwords, in nanoseconds. */
  private static long ownDelay(int wrong) {
    return wrong < FREE_ATTEMPTS
        ? 0
        : Math.min(
            MAX_OWN_DELAY.toNanos(),
            FIRST_DELAY_NANOS << Math.min(wrong - FREE_ATTEMPTS, MAX_DOUBLINGS));
  }

  /** The delay because other networks try the same name, in nanoseconds. */
  private long sharedDelay(PasswordAttempt attempt) {
    if (attempt.fromKnownNetwork()) {
      return 0;
    }
    long many = guessers.getOrDefault(storedName(attempt), 0) - INDEPENDENT_NETWORKS;
    return Math.min(MAX_SHARED_DELAY.toNanos(), Math.max(0, many) * DELAY_PER_NETWORK_NANOS);
  }

  private void removeOld(long now) {
    Iterator<Map.Entry<Guesser, Attempts>> oldest = attempts.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Guesser, Attempts> next = oldest.next();
      if (now - next.getValue().last < RETENTION.toNanos()) {
        return;
      }
      if (next.getValue().pending == 0) {
        oldest.remove();
        uncount(next.getKey());
      }
    }
  }

  /**
   * If there is no room for another network, removes the network whose last attempt is the oldest.
   */
  private void makeRoom() {
    Iterator<Map.Entry<Guesser, Attempts>> oldest = attempts.entrySet().iterator();
    while (attempts.size() >= MAX_NETWORKS && oldest.hasNext()) {
      Map.Entry<Guesser, Attempts> next = oldest.next();
      if (next.getValue().pending == 0) {
        oldest.remove();
        uncount(next.getKey());
      }
    }
  }

  private void uncount(Guesser guesser) {
    guessers.computeIfPresent(guesser.name(), (name, count) -> count == 1 ? null : count - 1);
  }
}
