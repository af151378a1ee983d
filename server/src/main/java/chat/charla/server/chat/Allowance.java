package chat.charla.server.chat;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** What one action may use of a rate limit. Used on the core. */
interface Allowance {

  /** Counts the action for the limit, or returns the reason to refuse the action. */
  Optional<Refusal> take();

  /** Undoes {@link #take}, because the action does not count for the limit after all. */
  void giveBack();
}
