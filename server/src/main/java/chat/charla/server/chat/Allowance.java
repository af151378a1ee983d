package chat.charla.server.chat;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** Counts one kind of action for a rate limit. Used on the core. */
interface Allowance {

  /** Counts one action, or returns the reason to refuse it. */
  Optional<Refusal> take();

  /** Undoes one {@link #take}, because the action turned out not to count for the limit. */
  void giveBack();
}
