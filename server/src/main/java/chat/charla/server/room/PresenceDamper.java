package chat.charla.server.room;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Limits the rate at which one room announces changes of one identity's presence. Owned by the
 * core.
 *
 * <p>A damper works like the damping of flapping routes in RFC 2439: it may leave out intermediate
 * changes, but always announces the latest state. Instead of the RFC's decaying penalty, it uses a
 * token bucket: {@value #BURST} events pass without delay, and one token is added at each {@link
 * #INTERVAL}. Without a token, the damper holds the newest event of each {@link Kind}. The next
 * token releases all held events. So in any period, a room announces at most {@value #BURST} events
 * of one identity, and three more for each token that is added in the period. A held event is
 * announced at most one interval late.
 */
final class PresenceDamper {
  /** The largest number of tokens, and so of events that pass without delay. */
  static final int BURST = 10;

  /** The interval at which one token is added. */
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /** The subject of an event. A new event makes earlier events of the same kind obsolete. */
  enum Kind {
    /** Whether the identity is present. */
    APPEARANCE,
    /** Whether the identity has a stream. */
    CONNECTION,
    /** The identity's name. */
    NAME
  }

  private final Map<Kind, byte[]> held = new EnumMap<>(Kind.class);
  private int tokens = BURST;

  /**
   * Takes a token for the event, or holds the event.
   *
   * @return true if the caller must announce the event now; false if the damper holds it
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

  /** Drops the held events, because the room announces the number of present users instead. */
  void drop() {
    held.clear();
  }

  /**
   * Must be called once in each interval. Adds a token, or uses the token to release the held
   * events.
   *
   * @return the held events, which the caller must announce now in this order
   */
  Collection<byte[]> tick() {
    if (held.isEmpty()) {
      tokens++;
      return List.of();
    }
    List<byte[]> released = List.copyOf(held.values());
    held.clear();
    return released;
  }

  /** Whether this damper has all its tokens, like a new damper. */
  boolean isFull() {
    return tokens == BURST;
  }
}
