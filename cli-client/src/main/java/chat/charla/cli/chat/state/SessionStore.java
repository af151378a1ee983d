package chat.charla.cli.chat.state;

import chat.charla.client.SavedSession;
import java.io.IOException;

/** Stores a session for the next process. */
@FunctionalInterface
public interface SessionStore {
  /** Whether the store keeps this session, so that a later process can continue it. */
  default boolean keeps(SavedSession session) {
    return true;
  }

  /**
   * Replaces the stored session, if the store keeps the session. The client's scheduler calls this
   * method, so it should not block for long.
   *
   * @throws IOException if the session cannot be stored; the store then keeps the previous session
   */
  void save(SavedSession session) throws IOException;
}
