package chat.charla.server.admin;

import chat.charla.server.refusal.Outcome;
import java.util.function.Consumer;

/** Shows texts of the operator to users. */
@FunctionalInterface
public interface Notices {
  /**
   * Sends a text, without waiting.
   *
   * @param room the name of the room; empty for all users
   * @param reply gets the room, or the reason to refuse the text
   */
  void send(String room, String text, Consumer<Outcome<String>> reply);
}
