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
 * Decides which connections are kept when a limit, for one address or in total, is reached. A
 * connection on which no valid session was presented can be displaced: when all places are taken, a
 * new connection gets the place of such a connection, chosen at random. So a client that holds all
 * these places and keeps opening connections cannot reliably keep others out, as with OpenSSH's
 * {@code MaxStartups}.
 *
 * <p>A fifth of the places of an address is reserved for connections without a session. When the
 * others are all taken, a connection of the session that has most of them is closed, as in "longest
 * queue drop" (B. Suter et al., "Design Considerations for Supporting TCP with Per-flow Queueing",
 * 1998). So under contention a client with many connections gets one place for each of its
 * sessions.
 *
 * <p>The limit for an address applies to each {@link Prefix} of its {@link Origin}.
 *
 * <p>An address that has more than its share of all places ({@link CapShares}) gets the last tenth
 * of them only on loan. When all places are taken, a new connection from such an address can
 * displace only connections without a session from such addresses; a connection from any other
 * address can also displace a connection whose place is on loan. So one address can take all places
 * while no other needs them, and can always keep nine tenths. Thread-safe.
 */
public final class Places {
  private static final int RESERVED_PART = 5;

  /**
   * How many random connections are tried to find one of an address that has more than its share.
   */
  private static final int ATTEMPTS = 8;

  private final int maxPerAddress;
  private final boolean exemptIsOneAddress;
  private final RandomGenerator random;
  private final Group all;
  private final CapShares shares;
  private final List<Place> lent = new ArrayList<>();
  private final int maxLent;
  private final Map<Prefix, Group> byPrefix = new HashMap<>();

  /** The taken places of one prefix, or of the server. */
  private static final class Group {
    private final String name;
    private final long max;
    private final long maxProven;
    private final List<Place> unproven = new ArrayList<>();
    private final Map<String, Deque<Place>> bySession = new HashMap<>();
    private int proven;

    /**
     * Creates a group without taken places.
     *
     * @param max maximum number of places; 0 for no limit
     * @param maxProven maximum number of places of connections with a session
     */
    Group(String name, long max, long maxProven) {
      this.name = name;
      this.max = max;
      this.maxProven = maxProven;
    }

    int count() {
      return unproven.size() + proven;
    }

    boolean isFull() {
      return max != 0 && count() >= max;
    }

    /**
     * The oldest place of the session that has most; if each session has only one, that of the
     * newest.
     */
    Place excess(String newest) {
      Deque<Place> largest = bySession.getOrDefault(newest, new ArrayDeque<>(0));
      for (Deque<Place> places : bySession.values()) {
        if (places.size() > largest.size()) {
          largest = places;
        }
      }
      return largest.getFirst();
    }
  }

  /** The place of one connection. */
  public static final class Place {
    private final Origin origin;
    private final Runnable onDisplaced;
    private @Nullable String session;
    private boolean taken;
    private boolean lent;

    /**
     * Creates a place that is not taken yet.
     *
     * @param origin the origin of the connection
     * @param onDisplaced called when another connection gets the place; must not block
     */
    public Place(Origin origin, Runnable onDisplaced) {
      this.origin = origin;
      this.onDisplaced = onDisplaced;
    }
  }

  /**
   * Creates places that are all free.
   *
   * @param max the limit in total; 0 for no limit
   * @param maxPerAddress the limit for one address; shorter prefixes have the multiple that {@link
   *     Prefix.Size#share} gives; 0 for no limit
   * @param exemptIsOneAddress whether all exempt origins together count as one address, which may
   *     exceed its share; if not, they never exceed it
   */
  public Places(int max, int maxPerAddress, boolean exemptIsOneAddress, RandomGenerator random) {
    if (max < 0 || maxPerAddress < 0) {
      throw new IllegalArgumentException("negative limit");
    }
    this.maxPerAddress = maxPerAddress;
    this.exemptIsOneAddress = exemptIsOneAddress;
    this.random = random;
    this.shares = new CapShares(max);
    this.maxLent = max / 10;
    this.all = new Group("in total", max, max);
  }

  /**
   * Takes a place for a connection, if necessary by displacing another one.
   *
   * @return empty if the connection has a place, until {@link #free}; otherwise the limit that is
   *     reached, such as "in total" or "from 192.0.2.1"
   */
  public synchronized Optional<String> take(Place place) {
    List<Group> full = groups(place).stream().filter(Group::isFull).toList();
    for (Group group : full) {
      if (group != all && group.unproven.isEmpty()) {
        return refuse(place, group);
      }
    }
    boolean large = hasMoreThanItsShare(place.origin);
    boolean onlyAllFull = full.equals(List.of(all));
    Place displaced = onlyAllFull ? displaceable(large) : null;
    if (onlyAllFull && displaced == null) {
      return refuse(place, all);
    }
    for (Group group : full) {
      if (group != all && group.isFull()) {
        displace(any(group.unproven)); // This also frees a place in total.
      }
    }
    boolean lend = displaced != null ? displaced.lent : isLent(all.count());
    if (displaced != null) {
      displace(displaced);
    }
    add(place, large && lend);
    return Optional.empty();
  }

  private Optional<String> refuse(Place place, Group full) {
    forgetEmpty(place);
    return Optional.of(full.name);
  }

  private void add(Place place, boolean lend) {
    groups(place).forEach(group -> group.unproven.add(place));
    shares.add(place.origin);
    place.taken = true;
    place.lent = lend;
    if (lend) {
      lent.add(place);
    }
  }

  /** Whether the next place is only on loan if its address has more than its share. */
  private boolean isLent(int taken) {
    return shares.isNearlyFull(taken) && lent.size() < maxLent;
  }

  /**
   * The place that a new connection gets when all are taken; null for none.
   *
   * @param large whether the address of the new connection has more than its share
   */
  private @Nullable Place displaceable(boolean large) {
    for (int i = 0; i < ATTEMPTS && !all.unproven.isEmpty(); i++) {
      Place drawn = any(all.unproven);
      if (hasMoreThanItsShare(drawn.origin)) {
        return drawn;
      }
    }
    if (large) {
      return null;
    }
    List<Place> rest = lent.isEmpty() ? all.unproven : lent;
    return rest.isEmpty() ? null : any(rest);
  }

  private boolean hasMoreThanItsShare(Origin origin) {
    return (exemptIsOneAddress || !origin.isExempt()) && shares.isExceeded(origin);
  }

  private Place any(List<Place> places) {
    return places.get(random.nextInt(places.size()));
  }

  /** Records that a valid session was presented on the connection. Only the first one counts. */
  public synchronized void proven(Place place, String session) {
    if (!place.taken || place.session != null) {
      return;
    }
    place.session = session;
    for (Group group : groups(place)) {
      group.unproven.remove(place);
      group.bySession.computeIfAbsent(session, first -> new ArrayDeque<>(1)).add(place);
      group.proven++;
    }
    for (Group group : groups(place)) {
      if (place.taken && group.max != 0 && group.proven > group.maxProven) {
        displace(group.excess(session));
      }
    }
  }

  /** Frees the place of a connection that is closed. */
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
    for (Group group : groups(place)) {
      if (session == null) {
        group.unproven.remove(place);
      } else {
        group.proven--;
        group.bySession.computeIfPresent(
            session, (same, places) -> places.remove(place) && places.isEmpty() ? null : places);
      }
    }
    forgetEmpty(place);
  }

  /** The number of taken places of this prefix. */
  synchronized int count(Prefix prefix) {
    Group group = byPrefix.get(prefix);
    return group == null ? 0 : group.count();
  }

  /** The number of prefixes stored. */
  synchronized int prefixes() {
    return byPrefix.size();
  }

  private void displace(Place place) {
    free(place);
    place.onDisplaced.run();
  }

  private void forgetEmpty(Place place) {
    for (Prefix prefix : place.origin.prefixes()) {
      byPrefix.computeIfPresent(prefix, (same, group) -> group.count() == 0 ? null : group);
    }
  }

  /**
   * The groups of a place, the longest prefix first: a place freed there is freed in the others as
   * well.
   */
  private List<Group> groups(Place place) {
    List<Group> groups = new ArrayList<>(4);
    groups.add(all);
    for (Prefix prefix : place.origin.prefixes()) {
      groups.add(0, byPrefix.computeIfAbsent(prefix, this::ofPrefix));
    }
    return groups;
  }

  private Group ofPrefix(Prefix prefix) {
    long max = (long) maxPerAddress * prefix.size().share();
    return new Group("from " + prefix.name(), max, max - max / RESERVED_PART);
  }
}
