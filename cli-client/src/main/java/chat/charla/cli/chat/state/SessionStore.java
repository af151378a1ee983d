package chat.charla.cli.chat.state;

import chat.charla.client.SavedSession;
import java.io.IOException;

/** Stores a session for the next process. */
@FunctionalInterface
public interface SessionStore {
  /**
   * Replaces the stored session. The client's scheduler calls this method, so it should not block
   * for long.
   *
   * @throws IOException if the session cannot be stored; the store then keeps the previous session
   */
  void save(SavedSession session) throws IOException;
}
