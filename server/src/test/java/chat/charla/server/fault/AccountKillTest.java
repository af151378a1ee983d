package chat.charla.server.fault;

import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.testkit.Seeds;
import chat.charla.testkit.ServerProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed again and again while {@link AccountOwner}s register and delete accounts, log
 * in, and change passwords. After each kill, what was acknowledged holds, and what was not
 * acknowledged holds entirely or not at all.
 *
 * <p>The seed determines only when the server dies: at any moment, or while it commits.
 */
@Tag("seeds")
@Tag("fault:kill-amid-account-calls")
class AccountKillTest {
  private static final int KILLS = 8;
  private static final int MOST_ACKS_BETWEEN_KILLS = 12;
  private static final int MOST_MILLIS = 200;

  /**
   * The longest wait for a kill after the beginning of a commit. A commit and its answer take a few
   * milliseconds.
   */
  private static final int MOST_MICROS = 5_000;

  private static final int OWNERS = 3;

  private final long seed = Seeds.one();
  private final Random random = new Random(seed);
  private final Recording<Long> acknowledged = new Recording<>();
  private final Map<String, Integer> unanswered = new TreeMap<>();
  private final List<AccountOwner> owners = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(OWNERS);

  @TempDir private Path data;

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  @Timeout(10 * Patience.SECONDS)
  void acknowledgedCallsHaveTheirEffectAfterEveryKill() throws Exception {
    System.out.println("AccountKillTest: seed " + seed);
    for (int i = 1; i <= OWNERS; i++) {
      owners.add(new AccountOwner("Owner-" + i, unanswered, () -> acknowledged.add(0L)));
    }
    ServerProgram server =
        ServerProgram.classPath().data(data).option("--registration", "open").start();
    try {
      int port = server.port();
      for (int kill = 0; kill < KILLS; kill++) {
        List<Future<?>> tasks = onAll(owner -> owner.callUntilKilled(port));
        acknowledged.await(
            "acknowledged calls",
            acknowledged.count() + 1 + random.nextInt(MOST_ACKS_BETWEEN_KILLS));
        if (kill % 4 == 0) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_MILLIS)));
        } else {
          awaitCommit(random.nextInt(MOST_MICROS));
        }
        server.kill();
        for (Future<?> task : tasks) {
          task.get();
        }
        server = server.restart();
      }
      for (Future<?> last : onAll(owner -> owner.finish(port))) {
        last.get();
      }
    } finally {
      server.close();
    }
    System.out.printf(
        "fault kill-amid-account-calls: %d kills, %d accounts, %d calls acknowledged; without an"
            + " answer: %s%n",
        KILLS,
        owners.stream().mapToInt(AccountOwner::accounts).sum(),
        acknowledged.count(),
        unanswered);
  }

  /**
   * Waits until a commit has begun to write, and then for this time, so that the kill comes near
   * the end of the commit.
   */
  private void awaitCommit(int micros) {
    Path log = data.resolve("charla.db-wal");
    long before = log.toFile().length();
    long begin = System.nanoTime();
    while (log.toFile().length() == before
        && System.nanoTime() - begin < Patience.LIMIT.toNanos()) {
      Thread.onSpinWait();
    }
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  private interface OwnerTask {
    void run(AccountOwner owner);
  }

  private List<Future<?>> onAll(OwnerTask task) {
    List<Future<?>> running = new ArrayList<>();
    for (AccountOwner owner : owners) {
      running.add(threads.submit(() -> task.run(owner)));
    }
    return running;
  }
}
