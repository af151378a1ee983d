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
 * Whether what is asked of the server gets done. It does not if
 *
 * <ul>
 *   <li>the storage has failed, until a write succeeds {@link #RECOVERY} or more after the last
 *       failure; while nobody writes, this writes by itself, but only as long as the storage fails;
 *   <li>something that has begun is not done after {@link #OVERDUE}: a write, or a batch of posts;
 *   <li>the core has run no task for as long.
 * </ul>
 *
 * <p>Looked at every {@link #INTERVAL}. All methods may be called by any thread, but {@link #start}
 * only once.
 */
public final class Health {
  /** How often it is looked at. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  /** How long anything may take. */
  public static final Duration OVERDUE = Duration.ofSeconds(10);

  /** How long nothing may have failed before the storage counts as sound again. */
  public static final Duration RECOVERY = Duration.ofSeconds(5);

  private final Scheduler watch;
  private final Scheduler core;
  private final Set<Work> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean storageFails;
  private volatile long lastFailure;

  // Owned by the watch.
  private boolean works = true;
  private boolean probing;
  private @Nullable Work coreTask;

  /**
   * Everything works so far.
   *
   * @param watch looks at it; not the core, which may be what does not work
   */
  public Health(Scheduler watch, Scheduler core) {
    this.watch = watch;
    this.core = core;
  }

  /** Something that has begun, and is to be done soon. */
  public final class Work {
    private final long since = watch.nanoTime();

    private Work() {}

    /** It is done, or has failed. */
    public void done() {
      underWay.remove(this);
    }

    private boolean isOverdue() {
      return watch.nanoTime() - since > OVERDUE.toNanos();
    }
  }

  /** Something begins. */
  public Work begin() {
    Work work = new Work();
    underWay.add(work);
    return work;
  }

  /**
   * Looks from now on.
   *
   * @param probe writes something, through a {@link WatchedLog}
   * @param whenChanged told on the watch, each time, whether the server works; it does at first
   */
  public void start(Supplier<CompletionStage<?>> probe, Consumer<Boolean> whenChanged) {
    watch.schedule(
        INTERVAL,
        () -> {
          look(probe, whenChanged);
          start(probe, whenChanged);
        });
  }

  /** A write has been answered; with a failure, unless that is null. */
  void written(@Nullable Throwable failure) {
    long now = watch.nanoTime();
    if (failure != null && !(failure instanceof AppendRefusedException)) {
      lastFailure = now;
      storageFails = true;
    } else if (storageFails && now - lastFailure >= RECOVERY.toNanos()) {
      storageFails = false;
    }
  }

  private void look(Supplier<CompletionStage<?>> probe, Consumer<Boolean> whenChanged) {
    askCore();
    if (storageFails && !probing) {
      probing = true;
      Scheduler.whenComplete(
          watch, () -> probe.get().thenApply(written -> true), (done, failure) -> probing = false);
    }
    boolean found = !storageFails && underWay.stream().noneMatch(Work::isOverdue);
    if (found != works) {
      works = found;
      whenChanged.accept(found);
    }
  }

  private void askCore() {
    if (coreTask == null || !underWay.contains(coreTask)) {
      coreTask = begin();
      core.execute(coreTask::done);
    }
  }
}
