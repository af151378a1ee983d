package chat.charla.server.clock;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Stores the last {@link ClockMark}. Safe for use by several threads. */
public interface ClockStore {

  /**
   * Reads the last mark; empty if none was ever stored. Blocks on I/O. Used when the server starts.
   *
   * @throws chat.charla.server.log.LogUnavailableException if the mark cannot be read
   */
  Optional<ClockMark> load();

  /**
   * Replaces the mark. The stage completes when the mark is on disk. If the outcome is unknown, the
   * stage completes exceptionally with {@link chat.charla.server.log.LogUnavailableException}.
   */
  CompletionStage<Boolean> save(ClockMark mark);
}
