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
 * A {@link Scheduler} that borrows threads: the thread that submits a task to an idle scheduler
 * runs that task, and the tasks that other threads submit meanwhile. Waking another thread would
 * take longer than most tasks, and each message needs two tasks.
 *
 * <p>A borrowed thread runs only a limited number of tasks; the timer thread runs the rest. A task
 * that is submitted by another task runs after that task. A task must not block.
 *
 * <p>A task that is submitted after {@link #close} does not run.
 *
 * <p>The queue works like that of gRPC's {@code SynchronizationContext}.
 */
public final class BorrowingScheduler implements Scheduler, AutoCloseable {
  private static final Logger LOG = System.getLogger(BorrowingScheduler.class.getName());

  /** The maximum number of tasks that a borrowed thread runs. */
  private static final int MAX_BORROWED = 64;

  private static final long CLOSE_SECONDS = 5;

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /**
   * The number of queued tasks, plus the running one. The thread that increments this number from 0
   * runs the tasks.
   */
  private final AtomicInteger count = new AtomicInteger();

  private final ScheduledThreadPoolExecutor timers;
  private final Consumer<Throwable> fatal;
  private volatile boolean closed;

  /**
   * Creates an idle scheduler. An exception that a task throws ends the process.
   *
   * @param threadName the name of the timer thread
   */
  public BorrowingScheduler(String threadName) {
    this(threadName, ProcessEnd::now);
  }

  /**
   * Creates an idle scheduler.
   *
   * @param fatal called with the exception of a task, after which the state cannot be trusted
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
        // The timer may have fired, and the task may still be in the queue.
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

  /** Runs the submitted tasks, but not those scheduled for later, and ends the timer thread. */
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

  /** Adds a task. Adding can fail only for lack of memory. In that case the task is lost. */
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
   * Runs tasks until there are none, or until the limit is reached. If the limit is reached, the
   * timer thread runs the next tasks. The limit also applies to the timer thread, so that the
   * timers are not delayed.
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
      // A task handles the exceptions that it expects. After any other exception the state is
      // unknown.
      fatal.accept(defect);
    }
  }
}
