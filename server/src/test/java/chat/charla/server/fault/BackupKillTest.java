package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.BackupResult;
import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.testkit.Seeds;
import chat.charla.testkit.ServerProgram;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed while it makes a backup at an operator's call. No incomplete file passes for a
 * backup, and the next backup with the same name succeeds.
 *
 * <p>The seed determines after how many bytes of the copy each server is killed.
 */
@Tag("seeds")
@Tag("fault:kill-amid-backup")
@Timeout(10 * Patience.SECONDS)
class BackupKillTest {
  private static final int KILLS = 4;
  private static final int MESSAGES = 1_000; // 16 MB

  private final long seed = Seeds.one();
  private final Random random = new Random(seed);

  @TempDir private Path directory;
  private Path data;
  private Path backups;

  @SuppressWarnings("NullAway.Init")
  private ServerProgram server;

  @BeforeEach
  void start() throws IOException {
    System.out.println("BackupKillTest: seed " + seed);
    data = directory.resolve("data");
    backups = data.resolve("backups");
    server =
        ServerProgram.classPath()
            .data(data)
            .option("--quiet", "--message-rate", "0", "--byte-rate", "0")
            .start();
    try (RawClient writer = RawClient.join(server.port(), "Writer")) {
      assertTrue(LongMessages.post(writer, MESSAGES).isInitialized());
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aKilledBackupLeavesNoBackup() throws Exception {
    BackupResult whole = Backup.begin(server, data, "whole.db").result();
    int unfinished = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long bytes = (long) (random.nextDouble() * whole.getSizeBytes());
      String name = "copy-" + kill + ".db";
      Path partial = backups.resolve(name + ".partial").resolve("charla.db");
      try (Backup backup = Backup.begin(server, data, name)) {
        Patience.await(
            "bytes of a copy", () -> size(partial) >= bytes && size(partial) > 0 || backup.ended());
        server.kill();
      }
      if (Files.exists(backups.resolve(name))) {
        requireComplete(backups.resolve(name), whole); // killed between the copy and the answer
      } else {
        unfinished++;
        requireNoBackup(partial);
      }
      server = server.restart();
      if (!Files.exists(backups.resolve(name))) {
        BackupResult again = Backup.begin(server, data, name).result();
        assertTrue(again.getEventCount() >= whole.getEventCount(), again::toString);
      }
      assertFalse(Files.exists(partial.getParent()), "the next backup has removed what was left");
      requireComplete(backups.resolve(name), whole);
    }
    assertEquals(1 + KILLS, files().size(), () -> "other files: " + files());
    System.out.printf("fault kill-amid-backup: %d kills, %d amid the copy%n", KILLS, unfinished);
    assertTrue(unfinished > 0, "each server was killed after the backup");
  }

  /** An operator can restore this file, and it has all messages. */
  private void requireComplete(Path backup, BackupResult whole) throws Exception {
    Path restored = directory.resolve("restored from " + backup.getFileName());
    OperatorCommand.End end =
        OperatorCommand.end("restore", backup.toString(), "--data", restored.toString());
    assertEquals(0, end.exitCode(), end.output());
    assertEquals(whole.getSizeBytes(), Files.size(backup), 1 << 16);
    delete(restored);
  }

  /**
   * If an operator restores from the unfinished file, the program says that the file is no backup.
   */
  private void requireNoBackup(Path unfinished) throws Exception {
    Path restored = directory.resolve("restored from an unfinished file");
    OperatorCommand.End end =
        OperatorCommand.end("restore", unfinished.toString(), "--data", restored.toString());
    assertTrue(end.exitCode() != 0, end.output());
    assertFalse(Files.exists(restored.resolve("charla.db")), end.output());
  }

  private Set<String> files() {
    try (Stream<Path> files = Files.list(backups)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException moved) {
      return 0;
    }
  }

  /** A call of an operator for a backup. */
  private static final class Backup implements StreamObserver<BackupResponse>, AutoCloseable {
    private final RawClient operator;
    private final Recording<BackupResponse> responses = new Recording<>();
    private volatile boolean ended;

    private Backup(RawClient operator) {
      this.operator = operator;
    }

    static Backup begin(ServerProgram server, Path data, String name) throws IOException {
      String token = Files.readString(data.resolve("admin-token")).strip();
      Backup backup = new Backup(RawClient.connect(server.port()));
      AdminServiceGrpc.newStub(backup.operator.withToken(token).channel())
          .backup(BackupRequest.newBuilder().setFile(name).build(), backup);
      return backup;
    }

    boolean ended() {
      return ended;
    }

    /** Waits until the backup is complete. */
    BackupResult result() {
      try (this) {
        return responses.await("backup", BackupResponse::hasResult).getResult();
      }
    }

    @Override
    public void onNext(BackupResponse response) {
      responses.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      ended = true;
      responses.end();
    }

    @Override
    public void onCompleted() {
      ended = true;
    }

    @Override
    public void close() {
      operator.close();
    }
  }
}
