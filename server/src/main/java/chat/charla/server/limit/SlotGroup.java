package chat.charla.server.limit;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The taken slots of one prefix, or of the server. Guarded by the lock of its {@link
 * ConnectionSlots}.
 */
final class SlotGroup {
  private final String name;
  private final long max;
  private final long maxProven;

  /** The slots of connections without a session. */
  private final Drawable<Slot> unproven = new Drawable<>();

  private final Map<String, SessionSlots> bySession = new HashMap<>();

  /**
   * The sessions, sorted by their number of slots, the largest number first. Sessions with equal
   * numbers are sorted by age, the oldest first.
   */
  private final TreeSet<SessionSlots> bySlots =
      new TreeSet<>(
          Comparator.<SessionSlots>comparingInt(each -> -each.slots.size())
              .thenComparing(each -> each.number));

  /** The number of slots of connections with a session. */
  private int proven;

  private long sessions;

  /**
   * Creates a group without taken slots.
   *
   * @param max maximum number of slots; 0 for no limit
   * @param maxProven maximum number of slots of connections with a session; ignored if {@code max}
   *     is 0
   */
  SlotGroup(String name, long max, long maxProven) {
    this.name = name;
    this.max = max;
    this.maxProven = maxProven;
  }

  /** The name of the group's limit, such as "from 192.0.2.1". */
  String name() {
    return name;
  }

  int count() {
    return unproven.size() + proven;
  }

  boolean isFull() {
    return max != 0 && count() >= max;
  }

  /** Whether connections with a session have more slots than they may have. */
  boolean hasTooManyProven() {
    return max != 0 && proven > maxProven;
  }

  boolean hasUnproven() {
    return !unproven.isEmpty();
  }

  /** A random slot of a connection without a session. There must be one. */
  Slot drawUnproven(RandomGenerator random) {
    return unproven.draw(random);
  }

  void addUnproven(Slot slot) {
    unproven.add(slot);
  }

  /** Records that a call on the connection of this slot has presented a valid session. */
  void proven(Slot slot, String session) {
    unproven.remove(slot);
    addProven(slot, session);
  }

  /**
   * Removes a slot.
   *
   * @param session the session that a call on the slot's connection has presented; null if none
   */
  void remove(Slot slot, @Nullable String session) {
    if (session == null) {
      unproven.remove(slot);
    } else {
      removeProven(slot, session);
    }
  }

  private void addProven(Slot slot, String session) {
    proven++;
    SessionSlots known = bySession.computeIfAbsent(session, first -> new SessionSlots(++sessions));
    bySlots.remove(known);
    known.slots.add(slot);
    bySlots.add(known);
  }

  private void removeProven(Slot slot, String session) {
    proven--;
    SessionSlots known = bySession.get(session);
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
  Slot slotToDisplace(String newest) {
    SessionSlots largest = bySlots.first();
    SessionSlots own = bySession.getOrDefault(newest, largest);
    return (largest.slots.size() > own.slots.size() ? largest : own).slots.iterator().next();
  }

  /**
   * The slots of one session in a group. This object must not change while {@link #bySlots}
   * contains it, because that set is sorted by the number of slots.
   */
  private static final class SessionSlots {
    private final long number;

    /** The slots, the oldest first. */
    private final Set<Slot> slots = new LinkedHashSet<>(1);

    SessionSlots(long number) {
      this.number = number;
    }
  }
}
