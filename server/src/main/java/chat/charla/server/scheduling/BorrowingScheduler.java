package chat.charla.server.scheduling;

import chat.charla.server.fatal.ProcessEnd;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A {@link Scheduler} that borrows threads: whoever hands a task to an idle scheduler runs it, and
 * what is handed over meanwhile. Waking a thread costs more than most tasks, and a message passes
 * here twice.
 *
 * <p>A borrowed thread runs only a limited number of tasks; the timer thread runs the rest. A task
 * never runs within another, and tasks must not block.
 *
 * <p>What is handed over after {@link #close} is dropped: by then nobody is left to see its effect.
 *
 * <p>The way of queueing is that of gRPC's {@code SynchronizationContext}.
 */
public final class BorrowingScheduler implements Scheduler, AutoCloseable {
  private static final Logger LOG = System.getLogger(BorrowingScheduler.class.getName());

  /** How many tasks a thread runs that came for one. */
  private static final int MAX_BORROWED = 64;

  private static final long CLOSE_SECONDS = 5;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** How many tasks there are, the one that runs included: who makes it 1 runs them. */
  private final AtomicInteger count = new AtomicInteger();

  private final ScheduledThreadPoolExecutor timers;
  private final Consumer<Throwable> fatal;
  private volatile boolean closed;

  /**
   * An idle scheduler. What a task throws ends the process.
   *
   * @param threadName names the thread of its timers
   */
  public BorrowingScheduler(String threadName) {
    this(threadName, ProcessEnd::now);
  }

  /**
   * An idle scheduler.
   *
   * @param fatal told what a task has thrown, after which its state is not to be trusted
   */
  BorrowingScheduler(String threadName, Consumer<Throwable> fatal) {
    this.fatal = fatal;
    timers =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    timers.setRemoveOnCancelPolicy(true);
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    if (closed) {
      LOG.log(Level.DEBUG, "task dropped after close");
    } else {
      add(task);
    }
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    try {
      AtomicBoolean cancelled = new AtomicBoolean();
      Runnable unlessCancelled =
          () -> {
            if (!cancelled.get()) {
              task.run();
            }
          };
      ScheduledFuture<?> future =
          timers.schedule(() -> execute(unlessCancelled), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> {
        // Its time may have come, and its turn not.
        cancelled.set(true);
        future.cancel(false);
      };
    } catch (RejectedExecutionException afterClose) {
      return () -> {};
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /** Runs what has been handed over, without what is scheduled for later, and ends the thread. */
  @Override
  public void close() {
    closed = true;
    CountDownLatch done = new CountDownLatch(1);
    add(done::countDown);
    try {
      if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "tasks were still running at close");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timers.shutdown();
  }

  /** Fails for want of memory only; then the task is lost, and with it what waits for it. */
  private void add(Runnable task) {
    try {
      tasks.add(task);
      if (count.getAndIncrement() == 0) {
        runSome();
      }
    } catch (VirtualMachineError e) {
      fatal.accept(e);
    }
  }

  /**
   * Runs what there is, or some tasks of it, after which the thread of the timers goes on; that one
   * sees after its timers as often.
   */
  private void runSome() {
    for (int ran = 0; ran < MAX_BORROWED; ran++) {
      run(tasks.remove());
      if (count.decrementAndGet() == 0) {
        return;
      }
    }
    timers.execute(this::runSome);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable defect) {
      // Tasks contain what they can. What this one has left is unknown.
      fatal.accept(defect);
    }
  }
}
