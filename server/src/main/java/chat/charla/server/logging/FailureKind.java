package chat.charla.server.logging;

import java.util.Arrays;

/**
 * The kind of a failure, by which {@link LineLimit} limits its log lines. Two failures are of the
 * same kind if four things are equal: the class of the failure, the class of its root cause, the
 * line of code that created the root cause, and the topmost line of our code in the root cause's
 * stack trace. So a failure that a client can repeat does not suppress the failure of other code.
 */
final class FailureKind {
  /** How many causes are examined. The chain of causes may be a cycle. */
  private static final int MAX_CAUSES = 16;

  private FailureKind() {}

  /** The kind of this failure, as a text without line breaks. */
  static String of(Throwable failure) {
    Throwable first = failure;
    for (int depth = 0; first.getCause() != null && depth < MAX_CAUSES; depth++) {
      first = first.getCause();
    }
    StackTraceElement[] frames = first.getStackTrace();
    String created = frames.length == 0 ? "" : frames[0].toString();
    String ours =
        Arrays.stream(frames)
            .filter(frame -> frame.getClassName().startsWith(LogHandler.OURS))
            .findFirst()
            .map(StackTraceElement::toString)
            .orElse("");
    return String.join(
        " ", failure.getClass().getName(), first.getClass().getName(), created, ours);
  }
}
