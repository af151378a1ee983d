package chat.charla.server.fatal;

/**
 * A change of shared state was left incomplete by a defect. The state cannot be trusted any more,
 * so no code catches this error, and the process ends.
 */
public final class BrokenStateError extends Error {
  private static final long serialVersionUID = 1L;

  BrokenStateError(RuntimeException defect) {
    super("a change of shared state is incomplete", defect);
  }
}
