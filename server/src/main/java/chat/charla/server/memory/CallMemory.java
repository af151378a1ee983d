package chat.charla.server.memory;

import java.util.Optional;

/** The memory of one call, for those who answer it. Safe for use by several threads. */
public interface CallMemory {
  /** A call without limits. */
  CallMemory UNLIMITED = bytes -> Optional.empty();

  /**
   * Asks for so many bytes, for an answer that is about to be made. They are held until the answer
   * is sent, or the call has ended.
   *
   * @return whose share of the memory does not allow it; then the answer must not be made
   */
  Optional<Scope> reserve(long bytes);
}
