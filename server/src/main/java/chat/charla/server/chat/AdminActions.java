package chat.charla.server.chat;

import java.util.Map;

/** Is told what operators do in the chat by calls. Called on the core; must not throw. */
@FunctionalInterface
public interface AdminActions {
  /** Ignores everything. */
  AdminActions IGNORED = (action, target, details) -> {};

  /**
   * An operator has done something.
   *
   * @param action what, such as "account.suspended"
   * @param target on what, such as the id of a user
   * @param details more about it, by names that depend on the action
   */
  void done(String action, String target, Map<String, String> details);
}
