package chat.charla.server.fatal;

/**
 * A change of what several share has stopped midway, by a defect. Nothing that was to follow can be
 * relied on, so nothing contains it, and the process ends.
 */
public final class BrokenStateError extends Error {
  private static final long serialVersionUID = 1L;

  BrokenStateError(RuntimeException defect) {
    super("a change has stopped midway", defect);
  }
}
