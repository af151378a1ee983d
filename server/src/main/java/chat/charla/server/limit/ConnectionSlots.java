package chat.charla.server.limit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which connections the server keeps when a limit, for one address or in total, is reached.
 * A new connection can displace a connection on which no valid session was presented. When all
 * slots are taken, a new connection gets the slot of such a connection, chosen at random. So a
 * client that opens connections all the time, without a session, cannot block all other clients.
 * OpenSSH's {@code MaxStartups} works similarly.
 *
 * <p>A fifth of the slots of an address is reserved for connections without a session. When
 * connections with sessions need more than the other four fifths, a connection of the session with
 * the most slots is closed, as in "longest queue drop" (B. Suter et al., "Design Considerations for
 * Supporting TCP with Per-flow Queueing", 1998). So under contention the sessions of an address
 * have equal numbers of slots.
 *
 * <p>In this description, "address" means each {@link Prefix} of an {@link Origin}.
 *
 * <p>When nine tenths of all slots are taken, an address that has more than its share ({@link
 * CapShares}) gets further slots only on loan. When all slots are taken, a new connection from this
 * address can displace only a connection without a session from an address with more than its
 * share. A new connection from any other address can also displace a connection whose slot is on
 * loan or, if no slot is on loan, any connection without a session. So one address can take all
 * slots while no other address needs them.
 *
 * <p>While a proxy's connection has calls of only one client, that connection counts for this
 * client. So the limits also hold if the proxy opens a connection for each call. When nine tenths
 * of all slots are taken and a client has more than its share, a call of this client is refused if
 * it is the only call on its connection.
 *
 * <p>The time of each method grows at most with the logarithm of the number of slots. This matters
 * because all connections share one lock. Thread-safe.
 */
public final class ConnectionSlots {
  /** The name of the limit on all connections together. */
  public static final String IN_TOTAL = "in total";

  private static final int RESERVED_DIVISOR = 5;

  /** How many random connections are examined to find one whose address has more than its share. */
  private static final int ATTEMPTS = 8;

  private final int maxPerAddress;
  private final boolean exemptIsOneAddress;
  private final RandomGenerator random;
  private final SlotGroup all;
  private final CapShares shares;
  private final Drawable<Slot> lent = new Drawable<>();
  private final int maxLent;
  private final Map<Prefix, SlotGroup> byPrefix = new HashMap<>();

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
    this.all = new SlotGroup(IN_TOTAL, max, max);
  }

  /**
   * Takes a slot for a connection, if necessary by displacing another connection.
   *
   * @return empty if the connection now has a slot; otherwise the limit that is reached: {@link
   *     #IN_TOTAL}, or the limit of a prefix, such as "from 192.0.2.1"
   */
  public synchronized Optional<String> take(Slot slot) {
    List<SlotGroup> full = groups(slot).stream().filter(SlotGroup::isFull).toList();
    for (SlotGroup group : full) {
      if (group != all && !group.hasUnproven()) {
        return refuse(slot, group);
      }
    }
    boolean exceedsItsShare = exceedsShare(slot.origin());
    boolean onlyAllFull = full.equals(List.of(all));
    Slot displaced = onlyAllFull ? displaceable(exceedsItsShare) : null;
    if (onlyAllFull && displaced == null) {
      return refuse(slot, all);
    }
    for (SlotGroup group : full) {
      if (group != all && group.isFull()) {
        displace(group.drawUnproven(random)); // This also frees a slot in the group "all".
      }
    }
    boolean lend = displaced != null ? displaced.isLent() : isNextLent(all.count());
    if (displaced != null) {
      displace(displaced);
    }
    add(slot, exceedsItsShare && lend);
    return Optional.empty();
  }

  private Optional<String> refuse(Slot slot, SlotGroup full) {
    forgetEmpty(slot);
    return Optional.of(full.name());
  }

  private void add(Slot slot, boolean lend) {
    groups(slot).forEach(group -> group.addUnproven(slot));
    shares.add(slot.origin());
    slot.take(lend);
    if (lend) {
      lent.add(slot);
    }
  }

  /** Whether an address that has more than its share gets the next slot only on loan. */
  private boolean isNextLent(int taken) {
    return shares.isNearlyFull(taken) && lent.size() < maxLent;
  }

  /**
   * The taken slot that a new connection gets when all slots are taken; null if the new connection
   * gets none.
   *
   * @param exceedsItsShare whether the address of the new connection has more than its share
   */
  private @Nullable Slot displaceable(boolean exceedsItsShare) {
    for (int i = 0; i < ATTEMPTS && all.hasUnproven(); i++) {
      Slot drawn = all.drawUnproven(random);
      if (exceedsShare(drawn.countedOrigin())) {
        return drawn;
      }
    }
    if (exceedsItsShare) {
      return null;
    }
    if (!lent.isEmpty()) {
      return lent.draw(random);
    }
    return all.hasUnproven() ? all.drawUnproven(random) : null;
  }

  private boolean exceedsShare(Origin origin) {
    return (exemptIsOneAddress || !origin.isExempt()) && shares.isExceeded(origin);
  }

  /**
   * Counts a call that a proxy forwards for this client on the connection.
   *
   * @return false if the call must be refused, because all of this is true: other connections have
   *     taken nine tenths of all slots; the client has more than its share; the connection has no
   *     other call
   */
  public synchronized boolean beginCall(Slot slot, Origin client) {
    if (!slot.isTaken()) {
      return true; // The connection is closed, and the call will end with it.
    }
    int others = all.count() - 1;
    if (!slot.hasCalls() && shares.isNearlyFull(others) && shares.isExceeded(client)) {
      return false;
    }
    Origin before = slot.client();
    slot.beginCall(client);
    updateClientShare(slot, before);
    return true;
  }

  /** Ends a call for which {@link #beginCall} has returned true. */
  public synchronized void endCall(Slot slot, Origin client) {
    if (!slot.isTaken()) {
      return;
    }
    Origin before = slot.client();
    slot.endCall(client);
    updateClientShare(slot, before);
  }

  private void updateClientShare(Slot slot, @Nullable Origin before) {
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
   * Records that a call on the connection has presented a valid session. Only the first session
   * counts.
   */
  public synchronized void proven(Slot slot, String session) {
    if (!slot.isTaken() || slot.session() != null) {
      return;
    }
    slot.proven(session);
    for (SlotGroup group : groups(slot)) {
      group.proven(slot, session);
    }
    for (SlotGroup group : groups(slot)) {
      if (slot.isTaken() && group.hasTooManyProven()) {
        displace(group.slotToDisplace(session));
      }
    }
  }

  /** Frees the slot of a connection that is closed. */
  public synchronized void free(Slot slot) {
    if (!slot.isTaken()) {
      return;
    }
    slot.free();
    shares.remove(slot.origin());
    Origin client = slot.client();
    if (client != null) {
      shares.remove(client);
    }
    if (slot.isLent()) {
      lent.remove(slot);
    }
    groups(slot).forEach(group -> group.remove(slot, slot.session()));
    forgetEmpty(slot);
  }

  /** The number of taken slots of this prefix. */
  synchronized int count(Prefix prefix) {
    SlotGroup group = byPrefix.get(prefix);
    return group == null ? 0 : group.count();
  }

  /** The number of prefixes stored. */
  synchronized int prefixes() {
    return byPrefix.size();
  }

  private void displace(Slot slot) {
    free(slot);
    slot.displaced();
  }

  private void forgetEmpty(Slot slot) {
    for (Prefix prefix : slot.origin().prefixes()) {
      byPrefix.computeIfPresent(prefix, (same, group) -> group.count() == 0 ? null : group);
    }
  }

  /**
   * The groups of a slot, beginning with the group of the longest prefix. A slot in one of these
   * groups is also in all later groups, so freeing the slot makes room in all of these.
   */
  private List<SlotGroup> groups(Slot slot) {
    List<SlotGroup> groups = new ArrayList<>(4);
    groups.add(all);
    for (Prefix prefix : slot.origin().prefixes()) {
      groups.add(0, byPrefix.computeIfAbsent(prefix, this::ofPrefix));
    }
    return groups;
  }

  private SlotGroup ofPrefix(Prefix prefix) {
    long max = (long) maxPerAddress * prefix.size().share();
    return new SlotGroup("from " + prefix.name(), max, max - max / RESERVED_DIVISOR);
  }
}
