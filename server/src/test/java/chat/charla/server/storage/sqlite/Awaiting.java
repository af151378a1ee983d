package chat.charla.server.storage.sqlite;

import chat.charla.testkit.Patience;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for stages of a log that has threads of its own. */
final class Awaiting {
  private Awaiting() {}

  /** Returns when the stage has completed, also exceptionally. */
  static void await(CompletionStage<?> stage) {
    CountDownLatch complete = new CountDownLatch(1);
    stage.whenComplete((result, failure) -> complete.countDown());
    await(complete);
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(Patience.SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("not within " + Patience.SECONDS + " s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Returns the result of the stage. If the stage has failed with an unchecked exception, throws
   * this exception.
   */
  static <T> T result(CompletionStage<T> stage) {
    await(stage);
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
