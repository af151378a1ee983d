package chat.charla.server.delivery;

/**
 * Lets one subscription of a reader read the log at a time, so that a reader that is behind in many
 * timelines holds one chunk in memory instead of one for each. Owned by the reader's event loop.
 */
final class LogTurn {
  private boolean taken;

  /** Takes the turn if it is free. Returns whether it was. */
  boolean take() {
    boolean free = !taken;
    taken = true;
    return free;
  }

  void release() {
    taken = false;
  }
}
