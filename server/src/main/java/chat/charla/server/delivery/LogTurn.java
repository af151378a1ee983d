package chat.charla.server.delivery;

import java.util.function.Consumer;

/**
 * Lets one subscription of a reader read the log at a time, so that a reader that is behind in many
 * timelines holds one chunk in memory instead of one for each. Owned by the reader's event loop.
 */
final class LogTurn {
  private final Consumer<Subscription> whenGivenBack;
  private boolean taken;

  /**
   * A free turn.
   *
   * @param whenGivenBack called with the subscription that has given the turn back, so that another
   *     one can take it
   */
  LogTurn(Consumer<Subscription> whenGivenBack) {
    this.whenGivenBack = whenGivenBack;
  }

  /** Takes the turn if it is free. Returns whether it was. */
  boolean take() {
    boolean free = !taken;
    taken = true;
    return free;
  }

  void giveBack(Subscription by) {
    taken = false;
    whenGivenBack.accept(by);
  }
}
