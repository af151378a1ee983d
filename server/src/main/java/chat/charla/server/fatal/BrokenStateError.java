package chat.charla.server.fatal;

/**
 * A defect has left a change of shared state incomplete. The state cannot be trusted, so no code
 * catches this error, and the process ends.
 */
public final class BrokenStateError extends Error {
  private static final long serialVersionUID = 1L;

  BrokenStateError(RuntimeException defect) {
    super("a change of shared state is incomplete", defect);
  }
}
