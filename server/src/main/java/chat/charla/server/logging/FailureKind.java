package chat.charla.server.logging;

import java.util.Arrays;

/**
 * The kind of a failure; {@link LineLimit} limits the log lines of each kind. Two failures are of
 * the same kind if all of these are equal: the class of the failure, the class of its root cause,
 * the line of code that created the root cause, and the topmost line of Charla's code in the stack
 * trace of the root cause. So a failure that a client can repeat does not suppress the failures of
 * other code.
 */
final class FailureKind {
  /** How many causes are examined. The chain of causes may be a cycle. */
  private static final int MAX_CAUSES = 16;

  private FailureKind() {}

  /** The kind of this failure, as a text without line breaks. */
  static String of(Throwable failure) {
    Throwable rootCause = failure;
    for (int depth = 0; rootCause.getCause() != null && depth < MAX_CAUSES; depth++) {
      rootCause = rootCause.getCause();
    }
    StackTraceElement[] frames = rootCause.getStackTrace();
    String createdAt = frames.length == 0 ? "" : frames[0].toString();
    String topmostOwn =
        Arrays.stream(frames)
            .filter(frame -> frame.getClassName().startsWith(LogHandler.OWN_PREFIX))
            .findFirst()
            .map(StackTraceElement::toString)
            .orElse("");
    return String.join(
        " ", failure.getClass().getName(), rootCause.getClass().getName(), createdAt, topmostOwn);
  }
}
