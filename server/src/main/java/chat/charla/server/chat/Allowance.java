package chat.charla.server.chat;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** Counts one kind of action for a rate limit. Used on the core. */
interface Allowance {

  /** Counts one action, or returns the reason to refuse it. */
  Optional<Refusal> take();

  /** Takes back one action that {@link #take} has counted, because the action does not count. */
  void giveBack();
}
