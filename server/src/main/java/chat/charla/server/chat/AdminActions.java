package chat.charla.server.chat;

import java.util.Map;

/**
 * Receives what operators do in the chat through calls of {@code AdminService}. Called on the core;
 * must not throw.
 */
@FunctionalInterface
public interface AdminActions {
  /** Ignores everything. */
  AdminActions IGNORED = (action, target, details) -> {};

  /**
   * An operator has done something.
   *
   * @param action what was done, such as "account.suspended"
   * @param target what the action applies to, such as the id of a user
   * @param details further values, by names that depend on the action
   */
  void done(String action, String target, Map<String, String> details);
}
