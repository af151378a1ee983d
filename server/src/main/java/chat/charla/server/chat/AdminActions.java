package chat.charla.server.chat;

import java.util.Map;

/**
 * Receives the actions of operators in the chat, which they request by calls of {@code
 * AdminService}. The core calls the method, which must not throw.
 */
@FunctionalInterface
public interface AdminActions {
  /** Ignores all actions. */
  AdminActions IGNORED = (action, target, details) -> {};

  /**
   * Called when an action of an operator has been carried out.
   *
   * @param action what was done, such as "account.suspended"
   * @param target what the action applies to, such as the id of a user
   * @param details further values, by names that depend on the action
   */
  void done(String action, String target, Map<String, String> details);
}
