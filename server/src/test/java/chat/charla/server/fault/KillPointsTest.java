package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.PendingMessage;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Seeds;
import chat.charla.v1.SendMessageResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Kills the server with kill -9 at chosen points of a commit. The client has no answer yet, and
 * repeats the send with the same id. The message is posted once, whether or not the first attempt
 * was committed.
 */
@Tag("fault-script")
@Timeout(10 * Patience.SECONDS)
class KillPointsTest extends StageFixture {
  /** A way to kill the server. */
  private interface Trap {
    Strace set() throws IOException;
  }

  @Test
  @Tag("fault:kill-before-wal-write")
  void beforeAnythingIsWritten() throws Exception {
    killAt("kill-before-wal-write", () -> killAtWrite(1), false);
  }

  @Test
  @Tag("fault:kill-amid-wal-write")
  void whenTheLogHasOnlyAPartOfTheCommit() throws Exception {
    killAt("kill-amid-wal-write", () -> killAtWrite(4), false);
  }

  /** The kernel has the whole commit, so the commit survives the kill, but not a loss of power. */
  @Test
  @Tag("fault:kill-before-wal-sync")
  void whenTheCommitIsWrittenAndNotSynced() throws Exception {
    killAt("kill-before-wal-sync", () -> Strace.killAtSync(stage.server(), log()), true);
  }

  @Test
  @Tag("fault:kill-before-answer")
  void whenTheCommitIsSyncedAndNotAnswered() throws Exception {
    killAt("kill-before-answer", () -> Strace.killAfterSync(stage.server(), log()), true);
  }

  /** The canary keeps sending, so each kill is at a random point, between commits or in one. */
  @Test
  @Tag("fault:kill-at-any-write")
  void atAnyWriteUnderLoad() throws Exception {
    long seed = Seeds.one();
    System.out.println("kill-at-any-write: seed " + seed);
    Random random = new Random(seed);
    stage.during(
        "kill-at-any-write",
        Stage.RESTARTED,
        () -> {
          for (int kill = 0; kill < 3; kill++) {
            try (Strace trap = killAtWrite(1 + random.nextInt(60))) {
              stage.server().exitCode();
            }
            stage.restart();
            stage.canary().awaitMore(20);
          }
        });
  }

  /**
   * Only one message is in transit, so the first write to the log is the first of that message's
   * commit.
   *
   * @param committed whether the commit survives the kill
   */
  private void killAt(String fault, Trap trap, boolean committed) throws Exception {
    stage.during(
        fault,
        Stage.RESTARTED,
        () -> {
          stage.canary().stop();
          PendingMessage message;
          try (Strace strace = trap.set()) {
            message = stage.canary().say("before the kill");
            stage.server().exitCode();
          }
          assertTrue(message.response() == null, "the message already has an answer");
          stage.restart();

          SendMessageResponse answer = stage.canary().acknowledgement(message);
          assertEquals(committed, answer.getDuplicate(), "whether the first attempt was committed");
          stage.canary().start();
        });
  }

  private Strace killAtWrite(int n) throws IOException {
    return Strace.killAtWrite(stage.server(), log(), n);
  }

  private Path log() {
    return data.resolve("charla.db-wal");
  }
}
