package chat.charla.cli.chat;

import chat.charla.client.SavedSession;
import java.io.IOException;

/** Keeps a conversation for the next process. */
@FunctionalInterface
public interface SessionStore {
  /**
   * Replaces what was kept before. Called on the client's scheduler, so it should not take long.
   *
   * @throws IOException if it cannot be kept; what was kept before is still there
   */
  void save(SavedSession session) throws IOException;
}
