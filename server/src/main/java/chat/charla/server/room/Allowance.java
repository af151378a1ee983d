package chat.charla.server.room;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** A rate limit for one kind of action of one identity. Used on the core. */
public interface Allowance {

  /** Counts one action, or returns the reason to refuse it. */
  Optional<Refusal> take();

  /** Takes back one counted action that was not carried out. */
  void giveBack();
}
