package chat.charla.server.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.testkit.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BorrowingSchedulerTest {
  private static final int THREADS = 8;
  private static final int TASKS = 20_000;

  private final BorrowingScheduler scheduler = new BorrowingScheduler("core");
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void tasksNeverOverlapAndEachThreadsTasksKeepTheirOrder() throws InterruptedException {
    // Only the scheduler protects these variables from concurrent changes.
    int[] ran = {0};
    int[] lastOf = new int[THREADS];
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger faults = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int own = i;
      threads.add(
          new Thread(
              () -> {
                for (int number = 1; number <= TASKS; number++) {
                  int next = number;
                  scheduler.execute(
                      () -> {
                        if (inside.getAndIncrement() != 0 || lastOf[own] != next - 1) {
                          faults.incrementAndGet();
                        }
                        lastOf[own] = next;
                        ran[0]++;
                        inside.decrementAndGet();
                      });
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    scheduler.close();

    assertEquals(0, faults.get());
    assertEquals(THREADS * TASKS, ran[0]);
  }

  @Test
  void aThreadThatFindsTheSchedulerIdleRunsItsTask() {
    scheduler.execute(() -> seen.add(Thread.currentThread().getName()));

    assertEquals(List.of(Thread.currentThread().getName()), seen);
  }

  @Test
  void aTaskSubmittedByATaskRunsAfterThatTask() {
    scheduler.execute(
        () -> {
          scheduler.execute(() -> seen.add("inner"));
          seen.add("outer");
        });

    assertEquals(List.of("outer", "inner"), seen);
  }

  @Test
  void aThreadRunsALimitedNumberOfTasks() {
    CompletableFuture<Void> last = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          for (int i = 0; i < 100; i++) {
            scheduler.execute(() -> seen.add(Thread.currentThread().getName()));
          }
          scheduler.execute(() -> last.complete(null));
        });

    last.join();

    assertEquals(63, Collections.frequency(seen, Thread.currentThread().getName()));
    assertEquals(37, Collections.frequency(seen, "core"));
  }

  @Test
  void anExceptionOfATaskIsPassedToTheHandlerThatEndsTheProcess() {
    IllegalStateException defect = new IllegalStateException("a defect");
    OutOfMemoryError failure = new OutOfMemoryError("no memory");
    List<Throwable> told = new ArrayList<>();
    try (BorrowingScheduler defective = new BorrowingScheduler("defective", told::add)) {
      defective.execute(
          () -> {
            throw defect;
          });
      defective.execute(
          () -> {
            throw failure;
          });
    }

    assertEquals(List.of(defect, failure), told);
  }

  @Test
  void aTimerRunsOnceUnlessItIsCancelled() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    // A task schedules and cancels the timer, so the timer cannot run in between.
    scheduler.execute(
        () -> scheduler.schedule(Duration.ofMillis(1), () -> seen.add("cancelled")).cancel());
    scheduler.schedule(Duration.ofMillis(2), ran::countDown);

    ran.await();
    scheduler.close();

    assertFalse(seen.contains("cancelled"));
  }

  /**
   * Some of these timers are already due and queued, but cannot start before the task that cancels
   * them has ended.
   */
  @Test
  void aTimerThatHasNotStartedCanBeCancelled() {
    scheduler.execute(
        () -> {
          for (int i = 0; i < 1000; i++) {
            scheduler.schedule(Duration.ZERO, () -> seen.add("cancelled")).cancel();
          }
        });
    scheduler.close();

    assertFalse(seen.contains("cancelled"));
  }

  /** Each task submits another one, so a task is always pending. The timer must still run. */
  @Test
  @Timeout(Patience.SECONDS)
  void timersRunWhileTasksAreAlwaysPending() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    AtomicBoolean enough = new AtomicBoolean();
    scheduler.execute(() -> busy(enough));
    scheduler.schedule(Duration.ofMillis(1), ran::countDown);

    ran.await();
    enough.set(true);
  }

  private void busy(AtomicBoolean enough) {
    if (!enough.get()) {
      scheduler.execute(() -> busy(enough));
    }
  }

  @Test
  void closingWaitsForTheRunningTaskAndDropsLaterOnes() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread other =
        new Thread(
            () ->
                scheduler.execute(
                    () -> {
                      running.countDown();
                      awaitUninterrupted(goOn);
                      seen.add("ran");
                    }));
    other.start();
    running.await();
    Thread closing = new Thread(scheduler::close);
    closing.start();
    goOn.countDown();
    closing.join();

    scheduler.execute(() -> seen.add("late"));
    scheduler.schedule(Duration.ZERO, () -> seen.add("late")).cancel();

    assertEquals(List.of("ran"), seen);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
