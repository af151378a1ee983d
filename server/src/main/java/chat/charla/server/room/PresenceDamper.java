package chat.charla.server.room;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Limits how often one room is told of changes of one identity's presence. Owned by the core.
 *
 * <p>It suppresses a flapping identity as RFC 2439 suppresses a flapping route: nothing is lost,
 * because what is told in the end is the last state. Where the RFC has a penalty that decays, this
 * has a token bucket: {@value #BURST} events pass at once, and one token comes back at each {@link
 * #INTERVAL}. What finds no token is held, and only the newest event of each {@link Kind}; the next
 * token is spent on all that is held. So in any time a room is told at most {@value #BURST} events
 * of one identity, and three more for each token that comes back in it; each at most one interval
 * late.
 */
final class PresenceDamper {
  /** How many events of an identity that has been quiet are told without delay. */
  static final int BURST = 10;

  /** In which one token comes back. */
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /** What of an identity changes. An event makes an earlier one of its kind obsolete. */
  enum Kind {
    /** Whether it is present. */
    APPEARANCE,
    /** Whether it has its connection. */
    CONNECTION,
    /** Its name. */
    NAME
  }

  private final Map<Kind, byte[]> held = new EnumMap<>(Kind.class);
  private int tokens = BURST;

  /**
   * Takes a token for the event, or holds the event.
   *
   * @return whether it is to be told now
   */
  boolean passes(Kind kind, byte[] event) {
    if (tokens > 0) {
      tokens--;
      return true;
    }
    if (kind == Kind.APPEARANCE) {
      held.clear();
    }
    held.put(kind, event);
    return false;
  }

  /** Drops what is held: the room is told a number instead. */
  void drop() {
    held.clear();
  }

  /**
   * A token comes back.
   *
   * @return what was held and is to be told now, in this order
   */
  Collection<byte[]> tick() {
    if (held.isEmpty()) {
      tokens++;
      return List.of();
    }
    List<byte[]> told = List.copyOf(held.values());
    held.clear();
    return told;
  }

  /** Whether it is as good as a new one. */
  boolean isFull() {
    return tokens == BURST;
  }
}
