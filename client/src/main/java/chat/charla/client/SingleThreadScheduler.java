package chat.charla.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The {@link Scheduler} for production: one daemon thread and {@link System#nanoTime}.
 *
 * <p>An exception of a task is logged and does not affect other tasks. After {@link #close} every
 * task is dropped silently, because late answers of a transport do not matter then.
 */
public final class SingleThreadScheduler implements Scheduler, AutoCloseable {
  private static final Logger LOGGER = Logger.getLogger(SingleThreadScheduler.class.getName());
  private static final Cancellable NOTHING = () -> {};

  private final ScheduledThreadPoolExecutor executor;

  /** Creates a scheduler; its thread starts with the first task. */
  public SingleThreadScheduler(String threadName) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(logged(task));
    } catch (RejectedExecutionException closed) {
      // Closed: see the class comment.
    }
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    try {
      Future<?> future = executor.schedule(logged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return NOTHING;
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /**
   * Runs the tasks already given to {@code execute}, drops the scheduled ones, and ends the thread.
   */
  @Override
  public void close() {
    executor.shutdown();
  }

  private static Runnable logged(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable failure) {
        LOGGER.log(Level.SEVERE, "a task of the chat client failed", failure);
      }
    };
  }
}
