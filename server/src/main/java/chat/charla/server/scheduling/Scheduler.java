package chat.charla.server.scheduling;

import chat.charla.server.fatal.ProcessEnd;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A serial executor with timers: it runs one task at a time, in the order of submission. State that
 * only its tasks access needs no lock.
 *
 * <p>All methods are safe for use by several threads.
 */
public interface Scheduler extends Executor {

  /** Runs the task once, no earlier than after the delay. */
  Cancellable schedule(Duration delay, Runnable task);

  /**
   * Like {@link #whenComplete(Executor, Supplier, BiConsumer)}, with this scheduler as the
   * executor.
   */
  default <T> void whenComplete(
      Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> task) {
    whenComplete(this, call, task);
  }

  /**
   * Starts an asynchronous call, and runs the task on the executor with the call's result. If the
   * supplier throws or the stage completes exceptionally, the task gets that failure, and null as
   * the result. So the task runs in any case.
   */
  static <T> void whenComplete(
      Executor executor,
      Supplier<CompletionStage<T>> call,
      BiConsumer<@Nullable T, @Nullable Throwable> task) {
    CompletionStage<T> stage;
    try {
      stage = call.get();
    } catch (RuntimeException failure) {
      executor.execute(() -> task.accept(null, failure));
      return;
    }
    stage.whenComplete(
        (result, failure) -> {
          ProcessEnd.ifFatal(failure);
          try {
            executor.execute(() -> task.accept(result, failure));
          } catch (VirtualMachineError e) {
            // The stage would catch the error and hide it.
            ProcessEnd.now(e);
            throw e;
          }
        });
  }

  /** Nanoseconds of a monotonic clock with an arbitrary origin. */
  long nanoTime();

  /** A scheduled task. */
  interface Cancellable {
    /** Prevents the task from running, unless it has begun. Further calls have no effect. */
    void cancel();
  }
}
