package chat.charla.server.password;

import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.memory.MemoryShare;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Computes hashes of passwords with threads of its own: at most two, and only one if the machine
 * has one processor, or if both would take more than a quarter of the memory budget. A thread
 * begins when a password has to be hashed, and ends when it has had nothing to do for a while.
 * While it exists, its memory is charged to the budget. Thread-safe.
 */
public final class HashThreads implements Hasher, AutoCloseable {
  private static final int MAX_THREADS = 2;
  private static final int IDLE_SECONDS = 10;

  /** The memory of one thread: the blocks of Argon2, and Java's overhead for each. */
  private static final long BYTES_PER_THREAD = HashParameters.CURRENT.memoryKib() * 1072L;

  private final ThreadLocal<Argon2> argon2 = ThreadLocal.withInitial(Argon2::new);
  private final ThreadPoolExecutor threads;

  /** Creates an object without threads. */
  public HashThreads(MemoryBudget budget) {
    this(budget, Runtime.getRuntime().availableProcessors());
  }

  HashThreads(MemoryBudget budget, int processors) {
    MemoryShare memory = budget.part(MAX_THREADS * BYTES_PER_THREAD);
    int max = (int) Math.max(1, Math.min(processors, memory.limit() / BYTES_PER_THREAD));
    // If the budget is very small, a hash needs more memory than this share of it. The rest is not
    // charged.
    long charged = Math.min(BYTES_PER_THREAD, memory.limit());
    threads =
        new ThreadPoolExecutor(
            max,
            max,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> newThread(work, memory, charged));
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread newThread(Runnable work, MemoryShare memory, long charged) {
    Thread thread =
        new Thread(
            () -> {
              memory.add(charged);
              try {
                work.run();
              } finally {
                memory.add(-charged);
              }
            },
            "charla-password");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public int maxConcurrent() {
    return threads.getMaximumPoolSize();
  }

  @Override
  public CompletionStage<byte[]> tag(
      byte[] password, byte[] salt, HashParameters parameters, int tagBytes) {
    return CompletableFuture.supplyAsync(
        () -> argon2.get().tag(password, salt, parameters, tagBytes), threads);
  }

  /** Begins no more hashes. Hashes that have not begun never complete. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
