package chat.charla.server.scheduling;

import chat.charla.server.fatal.ProcessEnd;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A serial executor with timers: what it runs never overlaps, and runs in the order it was handed
 * over. State that only its tasks touch needs no lock.
 *
 * <p>All methods are safe for use by several threads.
 */
public interface Scheduler extends Executor {

  /** Runs the task once, no earlier than after the delay. */
  Cancellable schedule(Duration delay, Runnable task);

  /** Does as {@link #whenComplete(Executor, Supplier, BiConsumer)} here. */
  default <T> void whenComplete(
      Supplier<CompletionStage<T>> question, BiConsumer<@Nullable T, @Nullable Throwable> task) {
    whenComplete(this, question, task);
  }

  /**
   * Asks for something that another thread will answer, and has the executor run the task with the
   * answer. If asking fails, or the stage completes exceptionally, the task gets that failure, and
   * no answer. So in any case the task is run.
   */
  static <T> void whenComplete(
      Executor executor,
      Supplier<CompletionStage<T>> question,
      BiConsumer<@Nullable T, @Nullable Throwable> task) {
    CompletionStage<T> stage;
    try {
      stage = question.get();
    } catch (RuntimeException failure) {
      executor.execute(() -> task.accept(null, failure));
      return;
    }
    stage.whenComplete(
        (answer, failure) -> {
          ProcessEnd.ifFatal(failure);
          try {
            executor.execute(() -> task.accept(answer, failure));
          } catch (VirtualMachineError e) {
            // The stage would swallow it.
            ProcessEnd.now(e);
            throw e;
          }
        });
  }

  /** Nanoseconds of a monotonic clock with an arbitrary origin. */
  long nanoTime();

  /** A scheduled task. */
  interface Cancellable {
    /** Keeps the task from running, unless it has begun. Calling it again changes nothing. */
    void cancel();
  }
}
