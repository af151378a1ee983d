package chat.charla.server.limit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which connections stay when there are too many, from one address or in all. A connection that has
 * not proven a session has its place for as long as no other needs it: when all are taken, a new
 * connection gets the place of one of these, drawn at random. A client that holds all of them, and
 * opens new ones all the time, can keep others from joining only by chance: as in OpenSSH's {@code
 * MaxStartups}.
 *
 * <p>A fifth of the places of an address is not for connections with a session. When these have all
 * of theirs, one of the session that has most of them goes, as in "longest queue drop" (B. Suter et
 * al., "Design Considerations for Supporting TCP with Per-flow Queueing", 1998): so whoever has
 * many connections gets as many places as it has sessions, where others want them.
 *
 * <p>An address counts as each {@link Prefix} of its {@link Origin}.
 *
 * <p>An address that has more than its share of all places ({@link CapShares}) gets the last tenth
 * of them only on loan. When all are taken, its new connections get only places of connections
 * without a session from such addresses; a connection from another address gets such a place too,
 * or one on loan. So one address can take all places while no other needs them, and always keeps
 * nine tenths. Thread-safe.
 */
public final class Places {
  private static final int NEWCOMERS = 5;

  /** So often one is drawn at random, to find one of an address that has more than its share. */
  private static final int ATTEMPTS = 8;

  private final int mostOfAddress;
  private final boolean exemptIsOneAddress;
  private final RandomGenerator random;
  private final Taken all;
  private final CapShares shares;
  private final List<Place> lent = new ArrayList<>();
  private final int mostLent;
  private final Map<Prefix, Taken> byPrefix = new HashMap<>();

  /** The places that are taken, of a prefix or of all. */
  private static final class Taken {
    private final String name;
    private final long most;
    private final long mostProven;
    private final List<Place> strangers = new ArrayList<>();
    private final Map<String, Deque<Place>> bySession = new HashMap<>();
    private int proven;

    /**
     * None yet.
     *
     * @param most 0 for any number
     */
    Taken(String name, long most, long mostProven) {
      this.name = name;
      this.most = most;
      this.mostProven = mostProven;
    }

    int count() {
      return strangers.size() + proven;
    }

    boolean isFull() {
      return most != 0 && count() >= most;
    }

    /** The oldest of the session that has most; where each has only one, the newest of all. */
    Place superfluous(String newest) {
      Deque<Place> largest = bySession.getOrDefault(newest, new ArrayDeque<>(0));
      for (Deque<Place> places : bySession.values()) {
        if (places.size() > largest.size()) {
          largest = places;
        }
      }
      return largest.getFirst();
    }
  }

  /** What one connection has. */
  public static final class Place {
    private final Origin origin;
    private final Runnable lost;
    private @Nullable String session;
    private boolean taken;
    private boolean lent;

    /**
     * No place yet.
     *
     * @param origin where the connection comes from
     * @param lost called when the place goes to another connection; must not block
     */
    public Place(Origin origin, Runnable lost) {
      this.origin = origin;
      this.lost = lost;
    }
  }

  /**
   * Places that are all free.
   *
   * @param most in all; 0 for any number
   * @param mostOfAddress of one address, and as many times as {@link Prefix.Size#share} says of the
   *     larger prefixes; 0 for any number
   * @param exemptIsOneAddress whether all that have no limits for addresses count as one that may
   *     have more than its share; if not, they never have
   */
  public Places(int most, int mostOfAddress, boolean exemptIsOneAddress, RandomGenerator random) {
    if (most < 0 || mostOfAddress < 0) {
      throw new IllegalArgumentException("less than none");
    }
    this.mostOfAddress = mostOfAddress;
    this.exemptIsOneAddress = exemptIsOneAddress;
    this.random = random;
    this.shares = new CapShares(most);
    this.mostLent = most / 10;
    this.all = new Taken("in all", most, most);
  }

  /**
   * Takes a place for a connection, if need be that of another one.
   *
   * @return empty if it has one, until {@link #free}; otherwise what is full, such as "in all" or
   *     "from 192.0.2.1"
   */
  public synchronized Optional<String> take(Place place) {
    List<Taken> full = groups(place).stream().filter(Taken::isFull).toList();
    for (Taken group : full) {
      if (group != all && group.strangers.isEmpty()) {
        return refuse(place, group);
      }
    }
    boolean large = hasMoreThanItsShare(place.origin);
    boolean onlyAllFull = full.equals(List.of(all));
    Place displaced = onlyAllFull ? dispensable(large) : null;
    if (onlyAllFull && displaced == null) {
      return refuse(place, all);
    }
    for (Taken group : full) {
      if (group != all && group.isFull()) {
        lose(any(group.strangers)); // Which frees one in all as well.
      }
    }
    boolean lend = displaced != null ? displaced.lent : isLent(all.count());
    if (displaced != null) {
      lose(displaced);
    }
    add(place, large && lend);
    return Optional.empty();
  }

  private Optional<String> refuse(Place place, Taken full) {
    forgetEmpty(place);
    return Optional.of(full.name);
  }

  private void add(Place place, boolean lend) {
    groups(place).forEach(group -> group.strangers.add(place));
    shares.add(place.origin);
    place.taken = true;
    place.lent = lend;
    if (lend) {
      lent.add(place);
    }
  }

  /** Whether one more than so many is only lent, if it is for an address that has its share. */
  private boolean isLent(int taken) {
    return shares.isNearlyFull(taken) && lent.size() < mostLent;
  }

  /**
   * Whose place a new connection gets where all are taken; null for none.
   *
   * @param large whether its address has more than its share
   */
  private @Nullable Place dispensable(boolean large) {
    for (int i = 0; i < ATTEMPTS && !all.strangers.isEmpty(); i++) {
      Place drawn = any(all.strangers);
      if (hasMoreThanItsShare(drawn.origin)) {
        return drawn;
      }
    }
    if (large) {
      return null;
    }
    List<Place> rest = lent.isEmpty() ? all.strangers : lent;
    return rest.isEmpty() ? null : any(rest);
  }

  private boolean hasMoreThanItsShare(Origin origin) {
    return (exemptIsOneAddress || !origin.isExempt()) && shares.isExceeded(origin);
  }

  private Place any(List<Place> places) {
    return places.get(random.nextInt(places.size()));
  }

  /** The connection has proven this session. Only the first one counts. */
  public synchronized void proven(Place place, String session) {
    if (!place.taken || place.session != null) {
      return;
    }
    place.session = session;
    for (Taken group : groups(place)) {
      group.strangers.remove(place);
      group.bySession.computeIfAbsent(session, first -> new ArrayDeque<>(1)).add(place);
      group.proven++;
    }
    for (Taken group : groups(place)) {
      if (place.taken && group.most != 0 && group.proven > group.mostProven) {
        lose(group.superfluous(session));
      }
    }
  }

  /** The connection is closed. */
  public synchronized void free(Place place) {
    if (!place.taken) {
      return;
    }
    place.taken = false;
    shares.remove(place.origin);
    if (place.lent) {
      lent.remove(place);
    }
    String session = place.session;
    for (Taken group : groups(place)) {
      if (session == null) {
        group.strangers.remove(place);
      } else {
        group.proven--;
        group.bySession.computeIfPresent(
            session, (same, places) -> places.remove(place) && places.isEmpty() ? null : places);
      }
    }
    forgetEmpty(place);
  }

  /** How many places of this prefix are taken. */
  synchronized int count(Prefix prefix) {
    Taken group = byPrefix.get(prefix);
    return group == null ? 0 : group.count();
  }

  /** How many prefixes are remembered. */
  synchronized int prefixes() {
    return byPrefix.size();
  }

  private void lose(Place place) {
    free(place);
    place.lost.run();
  }

  private void forgetEmpty(Place place) {
    for (Prefix prefix : place.origin.prefixes()) {
      byPrefix.computeIfPresent(prefix, (same, group) -> group.count() == 0 ? null : group);
    }
  }

  /** The smallest first: who loses its place there frees one in the larger ones as well. */
  private List<Taken> groups(Place place) {
    List<Taken> groups = new ArrayList<>(4);
    groups.add(all);
    for (Prefix prefix : place.origin.prefixes()) {
      groups.add(0, byPrefix.computeIfAbsent(prefix, this::ofPrefix));
    }
    return groups;
  }

  private Taken ofPrefix(Prefix prefix) {
    long most = (long) mostOfAddress * prefix.size().share();
    return new Taken("from " + prefix.name(), most, most - most / NEWCOMERS);
  }
}
