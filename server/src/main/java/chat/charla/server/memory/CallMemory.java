package chat.charla.server.memory;

import java.util.Optional;

/** The memory of one call, as the code that answers the call sees it. Thread-safe. */
public interface CallMemory {
  /** The memory of a call without a limit. */
  CallMemory UNLIMITED =
      new CallMemory() {
        @Override
        public Optional<Scope> reserve(long bytes) {
          return Optional.empty();
        }

        @Override
        public Runnable keepCharged() {
          return () -> {};
        }
      };

  /**
   * Reserves bytes for an answer that is about to be built. The bytes are charged until the answer
   * is sent or the call has ended.
   *
   * @return empty if the bytes are reserved; otherwise the answer must not be built, and the result
   *     is the scope whose share has no room, or {@link Scope#CONNECTION} if the call has ended
   */
  Optional<Scope> reserve(long bytes);

  /**
   * Keeps the memory of the call charged until the returned task has run, even if the call ends
   * before. Called by code that uses data of the call's request.
   */
  Runnable keepCharged();
}
