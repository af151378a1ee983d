package chat.charla.server.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.memory.MemoryBudget;
import chat.charla.testkit.Patience;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Argon2 on threads of its own. */
class HashThreadsTest {
  private static final long MIB = 1024 * 1024;
  private static final String STORED =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  @Test
  void hashesAreComputedOnOtherThreadsAndTheirMemoryIsChargedToTheBudget() throws Exception {
    MemoryBudget budget = new MemoryBudget(256 * MIB);
    try (HashThreads threads = new HashThreads(budget, 8)) {
      assertEquals(2, threads.maxConcurrent());
      assertEquals(0, budget.server().used(), "no thread, no memory");
      CompletionStage<byte[]> first = begin(threads);
      CompletionStage<byte[]> second = begin(threads);

      assertEquals(STORED, stored(first));
      assertEquals(STORED, stored(second));
      long used = budget.server().used();
      assertTrue(used >= 2 * 19 * MIB && used <= 2 * 20 * MIB, "used: " + used);
    }
    Patience.await("the threads have ended", () -> budget.server().used() == 0);
  }

  /** Otherwise log-ins would leave nothing to the chat. */
  @Test
  void onOneProcessorOneHashIsComputedAtOnce() {
    try (HashThreads threads = new HashThreads(new MemoryBudget(256 * MIB), 1)) {
      assertEquals(1, threads.maxConcurrent());
    }
  }

  @Test
  void inASmallBudgetOneHashIsComputedAtOnce() throws Exception {
    MemoryBudget budget = new MemoryBudget(8 * MIB);
    try (HashThreads threads = new HashThreads(budget)) {
      assertEquals(1, threads.maxConcurrent());

      assertEquals(STORED, stored(begin(threads)));

      assertEquals(2 * MIB, budget.server().used(), "a quarter of the budget");
    }
  }

  private static CompletionStage<byte[]> begin(HashThreads threads) {
    StoredHash stored = StoredHash.parse(STORED);
    return threads.tag(
        "password".getBytes(StandardCharsets.UTF_8), stored.salt(), stored.parameters(), 32);
  }

  private static String stored(CompletionStage<byte[]> tag)
      throws InterruptedException, ExecutionException, TimeoutException {
    StoredHash stored = StoredHash.parse(STORED);
    byte[] computed = tag.toCompletableFuture().get(Patience.SECONDS, TimeUnit.SECONDS);
    return new StoredHash(stored.parameters(), stored.salt(), computed).toString();
  }
}
