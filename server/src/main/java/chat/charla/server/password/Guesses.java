package chat.charla.server.password;

import chat.charla.server.name.NameLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing of the password of one name. Owned by the core.
 *
 * <p>Each network from which a name is tried has delays of its own, so that no guesser can lock the
 * owner out. After {@value #FREE} wrong passwords a network waits before the next one: one second
 * at first, then twice as long each time, up to a minute.
 *
 * <p>If many networks guess at one name, they share a rate: each waits two seconds for each of the
 * others, up to a quarter of an hour. The first attempt of a network does not wait for the others.
 * A network from which the account has been used before never waits for the others.
 *
 * <p>A name without an account is treated in the same way. The networks that have tried a name are
 * forgotten an hour after their last attempt, and when they have shown the right password. At most
 * {@value #MAX} are stored. Since only hashed attempts count, an attacker needs a quarter of an
 * hour to replace them all.
 */
final class Guesses {
  /** How many wrong passwords have no consequence. */
  static final int FREE = 3;

  /** How many networks may try a name before they have to share a rate. */
  static final int FEW = 8;

  static final Duration LONGEST = Duration.ofMinutes(1);
  static final Duration LONGEST_OF_MANY = Duration.ofMinutes(15);
  static final Duration FORGOTTEN = Duration.ofHours(1);

  /** The most networks that are stored, counted for each name that they try. */
  static final int MAX = 20_000;

  /**
   * How many UTF-16 units of a name are stored, so that long names do not take much memory. The
   * names of accounts are shorter.
   */
  private static final int MAX_NAME = 4 * NameLimits.MAX_CODE_POINTS;

  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long NANOS_FOR_EACH_OTHER = Duration.ofSeconds(2).toNanos();

  /** The largest number of times that the delay doubles: more than are needed. */
  private static final int MOST_DOUBLINGS = 10;

  /** By guesser, in the order of their last attempts, the oldest first. */
  private final Map<Guesser, Attempts> tries = new LinkedHashMap<>();

  /** How many networks have tried each name, which may be cut. */
  private final Map<String, Integer> guessers = new HashMap<>();

  private record Guesser(String name, String network) {
    static Guesser of(Login login) {
      return new Guesser(stored(login), login.origin().network());
    }
  }

  private static final class Attempts {
    private int wrong;

    /** Attempts whose result is not known yet. They count as wrong meanwhile. */
    private int pending;

    private long last;
  }

  /** How an attempt has ended. */
  enum Result {
    RIGHT,
    WRONG,
    /** The password was not checked. */
    UNCHECKED
  }

  /** How long this attempt has to wait; zero if it may begin. */
  Duration delay(Login login, long now) {
    forget(now);
    Attempts known = tries.get(Guesser.of(login));
    if (known == null || isUnlimited(login)) {
      return Duration.ZERO;
    }
    long delay = Math.max(ownDelay(known.wrong + known.pending), shared(login));
    long from = known.pending > 0 ? now : known.last;
    return Duration.ofNanos(Math.max(0, from + delay - now));
  }

  /** Counts an attempt that begins. The caller must call {@link #end} later. */
  void begin(Login login, long now) {
    if (isUnlimited(login)) {
      return;
    }
    Guesser guesser = Guesser.of(login);
    Attempts known = tries.remove(guesser);
    if (known == null) {
      makeRoom();
      guessers.merge(guesser.name(), 1, Integer::sum);
      known = new Attempts();
    }
    known.pending++;
    known.last = now;
    tries.put(guesser, known);
  }

  /** Counts the result of an attempt that has begun. */
  void end(Login login, Result result, long now) {
    Guesser guesser = Guesser.of(login);
    Attempts known = tries.get(guesser);
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
      tries.remove(guesser);
      uncount(guesser);
    }
  }

  /** The number of stored networks, counted for each name that they try. */
  int size() {
    return tries.size();
  }

  private static String stored(Login login) {
    String name = login.name();
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
  }

  private static boolean isUnlimited(Login login) {
    return login.origin().isExempt();
  }

  /** The delay because of the network's own wrong passwords, in nanoseconds. */
  private static long ownDelay(int wrong) {
    return wrong < FREE
        ? 0
        : Math.min(LONGEST.toNanos(), FIRST_NANOS << Math.min(wrong - FREE, MOST_DOUBLINGS));
  }

  /** The delay because other networks try the same name, in nanoseconds. */
  private long shared(Login login) {
    if (login.known()) {
      return 0;
    }
    long many = guessers.getOrDefault(stored(login), 0) - FEW;
    return Math.min(LONGEST_OF_MANY.toNanos(), Math.max(0, many) * NANOS_FOR_EACH_OTHER);
  }

  private void forget(long now) {
    Iterator<Map.Entry<Guesser, Attempts>> oldest = tries.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Guesser, Attempts> next = oldest.next();
      if (now - next.getValue().last < FORGOTTEN.toNanos()) {
        return;
      }
      if (next.getValue().pending == 0) {
        oldest.remove();
        uncount(next.getKey());
      }
    }
  }

  /** If there is no room for another network, removes the one whose last attempt is the oldest. */
  private void makeRoom() {
    Iterator<Map.Entry<Guesser, Attempts>> oldest = tries.entrySet().iterator();
    while (tries.size() >= MAX && oldest.hasNext()) {
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
