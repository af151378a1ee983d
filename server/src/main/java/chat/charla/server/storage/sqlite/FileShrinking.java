package chat.charla.server.storage.sqlite;

import chat.charla.server.log.LogUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Returns free pages of the database file to the file system while {@link FreePages#areMany}. Each
 * step returns {@link #STEP_PAGES} pages in a transaction that other writes share, and the next
 * step follows after a pause. So writes hardly wait, and a file shrinks by about 1 MiB a second. A
 * file that was created without {@code auto_vacuum} cannot shrink; then no step does anything.
 */
final class FileShrinking implements AutoCloseable {
  private static final int STEP_PAGES = 256;
  private static final int PAGE_BYTES = 4096;

  private final Writer writer;
  private final Readers readers;
  private final Duration pause;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("charla-log-shrinker"));

  /**
   * Creates an object that does nothing until {@link #start} is called.
   *
   * @param pause the time between two steps
   */
  FileShrinking(Writer writer, Readers readers, Duration pause) {
    this.writer = writer;
    this.readers = readers;
    this.pause = pause;
  }

  void start() {
    thread.scheduleWithFixedDelay(
        this::step, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the present step, and makes no further one. */
  @Override
  public void close() {
    DaemonThreads.finish(thread);
  }

  private void step() {
    try {
      if (readers.readNow(tables -> tables.freePages().areMany())) {
        writer
            .submit(
                STEP_PAGES * PAGE_BYTES,
                tables -> {
                  tables.freePages().giveBack(STEP_PAGES);
                  return STEP_PAGES;
                })
            .toCompletableFuture()
            .join();
      }
    } catch (LogUnavailableException | CompletionException e) {
      // The writer or another reader reports a storage that fails. The next step tries again.
    }
  }
}
