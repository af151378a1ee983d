package chat.charla.server.storage.sqlite;

import chat.charla.server.log.LogUnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Returns free pages of the database file to the file system, as long as {@link FreePages#tooMany}
 * is true. Each step returns {@link #STEP_PAGES} pages in a transaction that other writes share,
 * and the next step follows after a pause. So other writes wait only briefly, and a file shrinks by
 * about 1 MiB a second. A file that was created without {@code auto_vacuum} cannot shrink; then the
 * steps do nothing.
 *
 * <p>The file itself becomes shorter only when a checkpoint has copied the whole write-ahead log.
 * On a quiet server, the next checkpoint may be hours away. So this class starts checkpoints while
 * the file is longer than the database.
 *
 * <p>If a step fails, the writes that share its transaction fail as well. After such a failure, no
 * further step begins until the server starts again. So other writes fail only once for this
 * reason.
 */
final class FileShrinking implements AutoCloseable {
  private static final int STEP_PAGES = 256;
  private static final int PAGE_BYTES = 4096;

  private static final Logger LOG = System.getLogger(FileShrinking.class.getName());

  private final Path file;
  private final Writer writer;
  private final Readers readers;
  private final Checkpointer checkpointer;
  private final Duration pause;
  private volatile boolean shrinkingFailed;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("charla-log-shrinker"));

  /**
   * Creates an object that does nothing until {@link #start} is called.
   *
   * @param file the database file
   * @param pause the time between two steps
   */
  FileShrinking(
      Path file, Writer writer, Readers readers, Checkpointer checkpointer, Duration pause) {
    this.file = file;
    this.writer = writer;
    this.readers = readers;
    this.checkpointer = checkpointer;
    this.pause = pause;
  }

  void start() {
    thread.scheduleWithFixedDelay(
        this::step, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the present step has ended. No further step begins. */
  @Override
  public void close() {
    DaemonThreads.finish(thread);
  }

  private void step() {
    try {
      if (!readers.readNow(tables -> tables.freePages().tooMany())) {
        cutFile();
        return;
      }
    } catch (LogUnavailableException | CompletionException | IOException e) {
      return; // The next step tries again. Other reads report that the storage fails.
    }
    try {
      writer.submit(STEP_PAGES * PAGE_BYTES, this::returnPages).toCompletableFuture().join();
    } catch (CompletionException e) {
      stop(e);
    }
  }

  private void cutFile() throws IOException {
    long pages = readers.readNow(tables -> tables.freePages().total());
    if (Files.size(file) > pages * PAGE_BYTES) {
      var unused = checkpointer.start();
    }
  }

  private int returnPages(Tables tables) throws SQLException {
    try {
      tables.freePages().returnPages(STEP_PAGES);
      return STEP_PAGES;
    } catch (SQLException e) {
      shrinkingFailed = true;
      throw e;
    }
  }

  private void stop(CompletionException failure) {
    thread.shutdown();
    if (shrinkingFailed) {
      LOG.log(
          Level.WARNING,
          "Shrinking the database file has failed, and so have the writes of the same transaction."
              + " The file does not shrink until the next start",
          failure.getCause());
    } else {
      LOG.log(
          Level.WARNING,
          "A transaction that also shrinks the database file has failed. The file does not shrink"
              + " until the next start",
          failure.getCause());
    }
  }
}
