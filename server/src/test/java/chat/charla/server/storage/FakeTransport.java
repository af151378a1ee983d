package chat.charla.server.storage;

import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.scheduling.Scheduler;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Carries operations to a {@link FakeDisk}, and their answers back, in virtual time. An operation
 * reaches the disk after a random delay, and its answer arrives after another random delay. Writes
 * keep their order, and so do the answers to writes. For one thread.
 */
final class FakeTransport {
  private final FakeDisk disk;
  private final Scheduler scheduler;
  private final Random random;
  private final FakeFaults faults;

  private long lastWrite;
  private long lastAnswer;
  private boolean closed;
  private boolean crashed;

  FakeTransport(FakeDisk disk, Scheduler scheduler, Random random, FakeFaults faults) {
    this.disk = disk;
    this.scheduler = scheduler;
    this.random = random;
    this.faults = faults;
    this.lastWrite = scheduler.nanoTime();
    this.lastAnswer = lastWrite;
  }

  /** Completes pending operations; refuses further ones. */
  void close() {
    closed = true;
  }

  /** Drops all operations that have not reached the disk, and all answers. */
  void crash() {
    crashed = true;
  }

  void requireOpen() {
    if (closed || crashed) {
      throw notOpen();
    }
  }

  <T> CompletionStage<T> write(Supplier<T> operation) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (closed) {
      answer.completeExceptionally(notOpen());
      return answer;
    }
    lastWrite = Math.max(lastWrite, scheduler.nanoTime() + faults.delayNanos(random));
    at(lastWrite, () -> carryOut(operation, answer));
    return answer;
  }

  <T> CompletionStage<T> read(Supplier<T> operation) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (closed) {
      answer.completeExceptionally(notOpen());
      return answer;
    }
    at(
        scheduler.nanoTime() + faults.delayNanos(random),
        () -> {
          Runnable completion =
              faults.readFails(random)
                  ? () -> answer.completeExceptionally(failed("read"))
                  : completion(operation, answer);
          at(scheduler.nanoTime() + faults.delayNanos(random), completion);
        });
    return answer;
  }

  private <T> void carryOut(Supplier<T> operation, CompletableFuture<T> answer) {
    boolean fails = faults.writeFails(random);
    Runnable completion;
    if (fails) {
      if (faults.failedWriteHappens(random)) {
        // Readers see the change, although its write fails.
        disk.withoutSync(() -> completion(operation, answer));
      }
      completion = () -> answer.completeExceptionally(failed("write"));
    } else {
      completion = completion(operation, answer);
    }
    lastAnswer = Math.max(lastAnswer, scheduler.nanoTime() + faults.delayNanos(random));
    at(lastAnswer, completion);
  }

  /** Carries out the operation now. The returned task completes the answer with its outcome. */
  private static <T> Runnable completion(Supplier<T> operation, CompletableFuture<T> answer) {
    try {
      T result = operation.get();
      return () -> answer.complete(result);
    } catch (RuntimeException refusal) {
      return () -> answer.completeExceptionally(refusal);
    }
  }

  private void at(long nanoTime, Runnable step) {
    scheduler.schedule(
        Duration.ofNanos(nanoTime - scheduler.nanoTime()),
        () -> {
          if (!crashed) {
            step.run();
          }
        });
  }

  private static LogUnavailableException failed(String what) {
    return new LogUnavailableException("simulated failure of a " + what, null);
  }

  private static LogUnavailableException notOpen() {
    return new LogUnavailableException("not open", null);
  }
}
