package chat.charla.server.delivery;

import java.util.function.Consumer;

/**
 * Which of a reader's subscriptions may read the log: one at a time, so that a reader that is
 * behind in many timelines pins one chunk, not one for each. Owned by the reader's event loop.
 */
final class LogTurn {
  private final Consumer<Subscription> whenGivenBack;
  private boolean taken;

  /**
   * A turn that is free.
   *
   * @param whenGivenBack told who has given it back, so that the next may have it
   */
  LogTurn(Consumer<Subscription> whenGivenBack) {
    this.whenGivenBack = whenGivenBack;
  }

  /** Takes the turn if nobody has it. */
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
