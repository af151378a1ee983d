package chat.charla.server.chat;

import java.util.Map;

/** Records what the operator does by calls. Owned by the core. */
final class Audit {
  private final AdminActions actions;

  Audit(AdminActions actions) {
    this.actions = actions;
  }

  /**
   * Records an action that has been carried out.
   *
   * @param action what was done, such as "account.suspended"
   * @param target on what, such as the id of a user
   * @param details more about it; never a secret
   */
  void record(String action, String target, Map<String, String> details) {
    actions.done(action, target, details);
  }
}
