package chat.charla.server.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which connections are kept when a limit, for one address or in total, is reached. A
 * connection on which no valid session was presented can be displaced. When all slots are taken, a
 * new connection gets the slot of such a connection, which is chosen at random. So a client that
 * opens connections all the time, without a session, cannot keep all other clients out. OpenSSH's
 * {@code MaxStartups} works similarly.
 *
 * <p>A fifth of the slots of an address is reserved for connections without a session. When
 * connections with sessions need more than the other four fifths, a connection of the session with
 * the most slots is closed, as in "longest queue drop" (B. Suter et al., "Design Considerations for
 * Supporting TCP with Per-flow Queueing", 1998). So under contention the sessions of an address
 * have equal numbers of slots.
 *
 * <p>In this description, an address stands for each {@link Prefix} of an {@link Origin}.
 *
 * <p>An address that has more than its share of all slots ({@link CapShares}) gets slots of the
 * last tenth only on loan. When all slots are taken, a new connection from this address can
 * displace only a connection without a session from an address with more than its share. A new
 * connection from any other address can also displace a connection whose slot is on loan or, if no
 * slot is on loan, any connection without a session. So one address can take all slots while no
 * other address needs them.
 *
 * <p>While a proxy's connection has calls of only one client, that connection counts for this
 * client. So the limits also hold if the proxy opens a connection for each call. When nine tenths
 * of all slots are taken and such a client has more than its share, a call of this client is
 * refused, unless there are other calls on the same connection.
 *
 * <p>The time of each method grows at most with the logarithm of the number of slots. This matters
 * because all connections share one lock. Thread-safe.
 */
public final class ConnectionSlots {
  /** The name of the limit for all connections. */
  public static final String IN_TOTAL = "in total";

  private static final int RESERVED_DIVISOR = 5;

  /** How many random connections are examined to find one whose address has more than its share. */
  private static final int ATTEMPTS = 8;

  private final int maxPerAddress;
  private final boolean exemptIsOneAddress;
  private final RandomGenerator random;
  private final Group all;
  private final CapShares shares;
  private final Drawable<Slot> lent = new Drawable<>();
  private final int maxLent;
  private final Map<Prefix, Group> byPrefix = new HashMap<>();

  /** The taken slots of one prefix, or of the server. */
  private static final class Group {
    private final String name;
    private final long max;
    private final long maxProven;

    /** The slots of connections without a session. */
    private final Drawable<Slot> unproven = new Drawable<>();

    private final Map<String, OfSession> bySession = new HashMap<>();

    /**
     * The sessions, sorted by their number of slots, the largest number first. Sessions with equal
     * numbers are sorted by age, the oldest first.
     */
    private final TreeSet<OfSession> bySlots =
        new TreeSet<>(
            Comparator.<OfSession>comparingInt(each -> -each.slots.size())
                .thenComparing(each -> each.number));

    /** The number of slots of connections with a session. */
    private int proven;

    private long sessions;

    /**
     * Creates a group without taken slots.
     *
     * @param max maximum number of slots; 0 for no limit
     * @param maxProven maximum number of slots of connections with a session; ignored if {@code
     *     max} is 0
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

    void addProven(Slot slot, String session) {
      proven++;
      OfSession known = bySession.computeIfAbsent(session, first -> new OfSession(++sessions));
      bySlots.remove(known);
      known.slots.add(slot);
      bySlots.add(known);
    }

    void removeProven(Slot slot, String session) {
      proven--;
      OfSession known = bySession.get(session);
      if (known != null) {
        bySlots.remove(known);
        known.slots.remove(slot);
        if (known.slots.isEmpty()) {
          bySession.remove(session);
        } else {
          bySlots.add(known);
        }
      }
    }

    /**
     * The oldest slot of the session with the most slots. If no session has more slots than session
     * {@code newest}, the oldest slot of {@code newest}.
     */
    Slot excess(String newest) {
      OfSession largest = bySlots.first();
      OfSession own = bySession.getOrDefault(newest, largest);
      return (largest.slots.size() > own.slots.size() ? largest : own).slots.iterator().next();
    }
  }

  /**
   * The slots of one session in a group. This object must not change while {@link Group#bySlots}
   * contains it, because that set is sorted by the number of slots.
   */
  private static final class OfSession {
    private final long number;

    /** The slots, the oldest first. */
    private final Set<Slot> slots = new LinkedHashSet<>(1);

    OfSession(long number) {
      this.number = number;
    }
  }

  /** The slot of one connection. */
  public static final class Slot {
    private final Origin origin;
    private final Runnable onDisplaced;
    private @Nullable String session;
    private boolean taken;
    private boolean lent;

    /** How many calls the connection has for each client, if its peer is a proxy. */
    private final Map<Origin, Integer> calls = new HashMap<>(0);

    /**
     * Creates a slot that is not taken yet.
     *
     * @param origin the origin of the connection
     * @param onDisplaced called when another connection gets the slot; must not block
     */
    public Slot(Origin origin, Runnable onDisplaced) {
      this.origin = origin;
      this.onDisplaced = onDisplaced;
    }

    /**
     * The client of all calls that a proxy has on the connection; null if there are no calls, or
     * calls of several clients.
     */
    private @Nullable Origin client() {
      return calls.size() == 1 ? calls.keySet().iterator().next() : null;
    }

    /** The origin that the connection counts for. */
    private Origin countedOrigin() {
      Origin client = client();
      return client == null ? origin : client;
    }
  }

  /**
   * Creates slots that are all free.
   *
   * @param max the limit in total; 0 for no limit
   * @param maxPerAddress the limit for one address, or 0 for no limit; for a shorter prefix, the
   *     limit is multiplied by {@link Prefix.Size#share}
   * @param exemptIsOneAddress true if all exempt origins together count as one address and have its
   *     share; false if no share applies to exempt origins
   */
  public ConnectionSlots(
      int max, int maxPerAddress, boolean exemptIsOneAddress, RandomGenerator random) {
    if (max < 0 || maxPerAddress < 0) {
      throw new IllegalArgumentException("negative limit");
    }
    this.maxPerAddress = maxPerAddress;
    this.exemptIsOneAddress = exemptIsOneAddress;
    this.random = random;
    this.shares = new CapShares(max);
    this.maxLent = max / 10;
    this.all = new Group(IN_TOTAL, max, max);
  }

  /**
   * Takes a slot for a connection, if necessary by displacing another connection.
   *
   * @return empty if the connection now has a slot; otherwise the limit that is reached: {@link
   *     #IN_TOTAL}, or the limit of a prefix, such as "from 192.0.2.1"
   */
  public synchronized Optional<String> take(Slot slot) {
    List<Group> full = groups(slot).stream().filter(Group::isFull).toList();
    for (Group group : full) {
      if (group != all && group.unproven.isEmpty()) {
        return refuse(slot, group);
      }
    }
    boolean large = hasMoreThanItsShare(slot.origin);
    boolean onlyAllFull = full.equals(List.of(all));
    Slot displaced = onlyAllFull ? displaceable(large) : null;
    if (onlyAllFull && displaced == null) {
      return refuse(slot, all);
    }
    for (Group group : full) {
      if (group != all && group.isFull()) {
        displace(any(group.unproven)); // This also frees a slot in the group "all".
      }
    }
    boolean lend = displaced != null ? displaced.lent : isLent(all.count());
    if (displaced != null) {
      displace(displaced);
    }
    add(slot, large && lend);
    return Optional.empty();
  }

  private Optional<String> refuse(Slot slot, Group full) {
    forgetEmpty(slot);
    return Optional.of(full.name);
  }

  private void add(Slot slot, boolean lend) {
    groups(slot).forEach(group -> group.unproven.add(slot));
    shares.add(slot.origin);
    slot.taken = true;
    slot.lent = lend;
    if (lend) {
      lent.add(slot);
    }
  }

  /** Whether an address that has more than its share gets the next slot only on loan. */
  private boolean isLent(int taken) {
    return shares.isNearlyFull(taken) && lent.size() < maxLent;
  }

  /**
   * The taken slot that a new connection gets when all slots are taken; null if the new connection
   * gets none.
   *
   * @param large whether the address of the new connection has more than its share
   */
  private @Nullable Slot displaceable(boolean large) {
    for (int i = 0; i < ATTEMPTS && !all.unproven.isEmpty(); i++) {
      Slot drawn = any(all.unproven);
      if (hasMoreThanItsShare(drawn.countedOrigin())) {
        return drawn;
      }
    }
    if (large) {
      return null;
    }
    Drawable<Slot> rest = lent.isEmpty() ? all.unproven : lent;
    return rest.isEmpty() ? null : any(rest);
  }

  private boolean hasMoreThanItsShare(Origin origin) {
    return (exemptIsOneAddress || !origin.isExempt()) && shares.isExceeded(origin);
  }

  private Slot any(Drawable<Slot> slots) {
    return slots.draw(random);
  }

  /**
   * Counts a call that a proxy forwards for this client on the connection.
   *
   * @return false if the call must be refused, because other connections have taken nine tenths of
   *     all slots, the client has more than its share, and the connection has no other call
   */
  public synchronized boolean callBegins(Slot slot, Origin client) {
    if (!slot.taken) {
      return true; // The connection is closed, and the call will end with it.
    }
    int others = all.count() - 1;
    if (slot.calls.isEmpty() && shares.isNearlyFull(others) && shares.isExceeded(client)) {
      return false;
    }
    Origin before = slot.client();
    slot.calls.merge(client, 1, Integer::sum);
    clientChanged(slot, before);
    return true;
  }

  /** Ends a call for which {@link #callBegins} has returned true. */
  public synchronized void callEnds(Slot slot, Origin client) {
    if (!slot.taken) {
      return;
    }
    Origin before = slot.client();
    slot.calls.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
    clientChanged(slot, before);
  }

  private void clientChanged(Slot slot, @Nullable Origin before) {
    Origin now = slot.client();
    if (Objects.equals(before, now)) {
      return;
    }
    if (before != null) {
      shares.remove(before);
    }
    if (now != null) {
      shares.add(now);
    }
  }

  /**
   * Records that a valid session was presented on the connection. Only the first session counts.
   */
  public synchronized void proven(Slot slot, String session) {
    if (!slot.taken || slot.session != null) {
      return;
    }
    slot.session = session;
    for (Group group : groups(slot)) {
      group.unproven.remove(slot);
      group.addProven(slot, session);
    }
    for (Group group : groups(slot)) {
      if (slot.taken && group.max != 0 && group.proven > group.maxProven) {
        displace(group.excess(session));
      }
    }
  }

  /** Frees the slot of a connection that is closed. */
  public synchronized void free(Slot slot) {
    if (!slot.taken) {
      return;
    }
    slot.taken = false;
    shares.remove(slot.origin);
    Origin client = slot.client();
    if (client != null) {
      shares.remove(client);
    }
    if (slot.lent) {
      lent.remove(slot);
    }
    String session = slot.session;
    for (Group group : groups(slot)) {
      if (session == null) {
        group.unproven.remove(slot);
      } else {
        group.removeProven(slot, session);
      }
    }
    forgetEmpty(slot);
  }

  /** The number of taken slots of this prefix. */
  synchronized int count(Prefix prefix) {
    Group group = byPrefix.get(prefix);
    return group == null ? 0 : group.count();
  }

  /** The number of prefixes stored. */
  synchronized int prefixes() {
    return byPrefix.size();
  }

  private void displace(Slot slot) {
    free(slot);
    slot.onDisplaced.run();
  }

  private void forgetEmpty(Slot slot) {
    for (Prefix prefix : slot.origin.prefixes()) {
      byPrefix.computeIfPresent(prefix, (same, group) -> group.count() == 0 ? null : group);
    }
  }

  /**
   * The groups of a slot, beginning with the group of the longest prefix. A slot in one of these
   * groups is also in all later ones. So freeing such a slot makes room in all of them.
   */
  private List<Group> groups(Slot slot) {
    List<Group> groups = new ArrayList<>(4);
    groups.add(all);
    for (Prefix prefix : slot.origin.prefixes()) {
      groups.add(0, byPrefix.computeIfAbsent(prefix, this::ofPrefix));
    }
    return groups;
  }

  private Group ofPrefix(Prefix prefix) {
    long max = (long) maxPerAddress * prefix.size().share();
    return new Group("from " + prefix.name(), max, max - max / RESERVED_DIVISOR);
  }
}
