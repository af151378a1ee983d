package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.process.Clients;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed at chosen points of the commit of each call about accounts: registration,
 * log-in, change of the password, log-in with the new password, deletion.
 */
@Tag("fault-script")
@Timeout(10 * Patience.SECONDS)
class AccountKillPointsTest {
  private final Map<String, Integer> unanswered = new TreeMap<>();
  private final AccountOwner owner = new AccountOwner("Owner", unanswered, () -> {});

  @TempDir private Path data;

  @SuppressWarnings("NullAway.Init")
  private ServerProgram server;

  /** A way to kill the server. */
  private interface Trap {
    Strace set() throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = ServerProgram.classPath().data(data).option("--registration", "open").start();
    try (Clients clients = new Clients(server)) {
      // After a commit there is a write-ahead log.
      assertEquals("First", clients.join("First").user().getName());
    }
    Strace.requireUsable(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  @Tag("fault-script")
  @Tag("fault:kill-account-calls-before-write")
  void aCallWhoseCommitIsNotWrittenHasHadNoEffect() throws Exception {
    killDuringEachCall(() -> Strace.killAtWrite(server, log(), 1));

    assertEquals(
        Map.of(
            "CHANGE_PASSWORD had none", 1,
            "DELETE had none", 1,
            "LOG_IN had none", 1,
            "LOG_IN_AGAIN had none", 1,
            "REGISTER had none", 1),
        unanswered);
  }

  @Test
  @Tag("fault-script")
  @Tag("fault:kill-account-calls-before-answer")
  void aCallWhoseCommitIsSyncedHasHadItsEffect() throws Exception {
    killDuringEachCall(() -> Strace.killAfterSync(server, log()));

    // The sync before a kill can also belong to another commit, such as the end of First's stream.
    assertTrue(
        unanswered.keySet().stream().anyMatch(call -> call.endsWith("had its effect")),
        unanswered::toString);
  }

  /** The owner settles each call after the restart, and makes the next one. */
  private void killDuringEachCall(Trap trap) throws IOException {
    for (int call = 0; call < AccountOwner.CALLS_OF_FIRST_ACCOUNT; call++) {
      Strace[] strace = new Strace[1];
      owner.once(server.port(), () -> strace[0] = set(trap));
      server.exitCode(); // strace ends only after the server
      strace[0].close();
      server = server.restart();
    }
    owner.finish(server.port());
  }

  private static Strace set(Trap trap) {
    try {
      return trap.set();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return data.resolve("charla.db-wal");
  }
}
