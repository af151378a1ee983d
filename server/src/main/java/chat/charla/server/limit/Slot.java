package chat.charla.server.limit;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The slot of one connection, and the client for which the connection counts. Guarded by the lock
 * of its {@link ConnectionSlots}.
 */
public final class Slot {
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

  /** The origin of the connection. */
  Origin origin() {
    return origin;
  }

  /** Records that the connection has the slot now, possibly only on loan. */
  void take(boolean onLoan) {
    taken = true;
    lent = onLoan;
  }

  void free() {
    taken = false;
  }

  boolean isTaken() {
    return taken;
  }

  boolean isLent() {
    return lent;
  }

  /** The first valid session that a call on the connection has presented; null if there is none. */
  @Nullable String session() {
    return session;
  }

  void proven(String firstSession) {
    session = firstSession;
  }

  boolean hasCalls() {
    return !calls.isEmpty();
  }

  void beginCall(Origin client) {
    calls.merge(client, 1, Integer::sum);
  }

  void endCall(Origin client) {
    calls.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
  }

  /**
   * The client of all calls that a proxy has on the connection; null if there are no calls, or
   * calls of several clients.
   */
  @Nullable Origin client() {
    return calls.size() == 1 ? calls.keySet().iterator().next() : null;
  }

  /** The origin that the connection counts for. */
  Origin countedOrigin() {
    Origin client = client();
    return client == null ? origin : client;
  }

  /** Tells the connection that another connection gets the slot. */
  void displaced() {
    onDisplaced.run();
  }
}
