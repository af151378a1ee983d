package chat.charla.server.health;

import chat.charla.server.log.AppendRefusedException;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Determines whether the server does its work. The server does not do its work if
 *
 * <ul>
 *   <li>the storage has failed. The storage counts as working again when a write succeeds {@link
 *       #RECOVERY} or more after the last failure. Until then this class writes probes, so that it
 *       detects a recovery even if there are no other writes;
 *   <li>the disk is so full that the server refuses all writes ({@link #setDiskTooLow});
 *   <li>a write or a batch of posts has not ended {@link #OVERDUE} after its start;
 *   <li>the core has not run a task for {@link #OVERDUE}.
 * </ul>
 *
 * <p>The checks run every {@link #INTERVAL}. Thread-safe; {@link #start} may be called only once.
 */
public final class Health {
  /** The interval of the checks. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  /** The longest time that a piece of work may take. */
  public static final Duration OVERDUE = Duration.ofSeconds(10);

  /**
   * The shortest time from the last failure to a write whose success proves that the storage works
   * again.
   */
  public static final Duration RECOVERY = Duration.ofSeconds(5);

  private final Scheduler watch;
  private final Scheduler core;
  private final Set<Work> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean storageFails;
  private volatile long lastFailure;
  private volatile boolean diskTooLow;

  /** The result of the last check. Written by the watch only. */
  private volatile boolean healthy = true;

  // Owned by the watch.
  private boolean probing;
  private @Nullable Work coreTask;

  /**
   * Creates the health of a server that does its work.
   *
   * @param watch runs the checks; must not be the core, because the checks include the core
   */
  public Health(Scheduler watch, Scheduler core) {
    this.watch = watch;
    this.core = core;
  }

  /** A piece of work that has started. */
  public final class Work {
    private final long since = watch.nanoTime();

    private Work() {}

    /** Called when the work has ended or failed. */
    public void done() {
      pending.remove(this);
    }

    private boolean isOverdue() {
      return watch.nanoTime() - since > OVERDUE.toNanos();
    }
  }

  /** Registers a piece of work that starts now. */
  public Work begin() {
    Work work = new Work();
    pending.add(work);
    return work;
  }

  /**
   * Starts the periodic checks.
   *
   * @param probe writes a record to the storage; the write must be made with {@link
   *     #watch(Supplier)}
   * @param whenChanged called on the scheduler {@code watch} at each change: with false if the
   *     server no longer does its work, with true if it does again
   */
  public void start(Supplier<CompletionStage<?>> probe, Consumer<Boolean> whenChanged) {
    watch.schedule(
        INTERVAL,
        () -> {
          check(probe, whenChanged);
          start(probe, whenChanged);
        });
  }

  /** Whether the server did its work at the last check. */
  public boolean isHealthy() {
    return healthy;
  }

  /** Starts a write to the storage, and watches its time and its result. */
  public <T> CompletionStage<T> watch(Supplier<CompletionStage<T>> write) {
    Work work = begin();
    CompletionStage<T> stage;
    try {
      stage = write.get();
    } catch (RuntimeException failure) {
      work.done();
      recordWrite(failure);
      throw failure;
    }
    stage.whenComplete(
        (result, failure) -> {
          work.done();
          recordWrite(failure);
        });
    return stage;
  }

  /**
   * Watches for the failure of a read that the server needs for its work. Ignores a successful
   * read, because writes may still fail.
   */
  public <T> CompletionStage<T> watchFailures(CompletionStage<T> read) {
    read.whenComplete(
        (works, failure) -> {
          if (failure != null) {
            recordWrite(failure);
          }
        });
    return read;
  }

  /** Records whether the disk is so full that all writes are refused. */
  public void setDiskTooLow(boolean tooLow) {
    diskTooLow = tooLow;
  }

  /** Records the result of a write: the failure, or null for success. */
  private void recordWrite(@Nullable Throwable failure) {
    long now = watch.nanoTime();
    if (failure != null && !(failure instanceof AppendRefusedException)) {
      lastFailure = now;
      storageFails = true;
    } else if (storageFails && now - lastFailure >= RECOVERY.toNanos()) {
      storageFails = false;
    }
  }

  private void check(Supplier<CompletionStage<?>> probe, Consumer<Boolean> whenChanged) {
    checkCore();
    if (storageFails && !probing) {
      probing = true;
      Scheduler.whenComplete(
          watch,
          () -> probe.get().thenApply(recordWrite -> true),
          (done, failure) -> probing = false);
    }
    boolean works = !storageFails && !diskTooLow && pending.stream().noneMatch(Work::isOverdue);
    if (works != healthy) {
      healthy = works;
      whenChanged.accept(works);
    }
  }

  private void checkCore() {
    if (coreTask == null || !pending.contains(coreTask)) {
      coreTask = begin();
      core.execute(coreTask::done);
    }
  }
}
