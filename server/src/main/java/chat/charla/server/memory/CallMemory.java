package chat.charla.server.memory;

import java.util.Optional;

/** The memory of one call, for those who answer it. Safe for use by several threads. */
public interface CallMemory {
  /** A call without limits. */
  CallMemory UNLIMITED =
      new CallMemory() {
        @Override
        public Optional<Scope> reserve(long bytes) {
          return Optional.empty();
        }

        @Override
        public Runnable keep() {
          return () -> {};
        }
      };

  /**
   * Asks for so many bytes, for an answer that is about to be made. They are held until the answer
   * is sent, or the call has ended.
   *
   * @return whose share of the memory does not allow it; then the answer must not be made. If the
   *     call has ended, none does
   */
  Optional<Scope> reserve(long bytes);

  /**
   * Something that the call has brought is in use, and counts until the task is run that this
   * returns, also if the call ends before that.
   */
  Runnable keep();
}
