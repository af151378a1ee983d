package chat.charla.server.room;

import java.util.Optional;

/** Whether somebody may do something once more. Used on the core. */
public interface Allowance {

  /** Counts it, or tells why it is too much. */
  Optional<Rejection> take();

  /** It has not been done after all, and does not count. */
  void giveBack();
}
