package chat.charla.cli.chat.state;

import chat.charla.client.SavedSession;
import java.io.IOException;

/** Stores a session for the next process. */
@FunctionalInterface
public interface SessionStore {
  /**
   * Replaces the stored session. Called on the client's scheduler, so it should not block for long.
   *
   * @throws IOException if it cannot be stored; the session stored before is unchanged
   */
  void save(SavedSession session) throws IOException;
}
