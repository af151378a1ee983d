package chat.charla.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.BackupResult;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.testkit.Patience;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One backup at a time, and each can be stopped. */
class BackupsTest {
  private static final BackupRequest ANY = BackupRequest.getDefaultInstance();

  @TempDir private Path data;
  private final LongBackups maker = new LongBackups();
  private Backups backups;

  @BeforeEach
  void prepare() {
    backups = new Backups(data, maker, InstantSource.system(), AdminListener.NONE);
  }

  @AfterEach
  void stop() {
    backups.stop();
  }

  @Test
  void aSecondBackupMeanwhileIsRefused() {
    Client first = new Client();
    Runnable unused = backups.begin(ANY, first);
    first.awaitProgress();
    Client second = new Client();

    unused = backups.begin(ANY, second);

    assertEquals("busy", second.cause());
    assertTrue(backups.isRunning());
    maker.complete();
    assertTrue(first.outcome() instanceof Outcome.Done);
    assertFalse(backups.isRunning());
    Client third = new Client();
    unused = backups.begin(ANY, third);
    assertTrue(third.outcome() instanceof Outcome.Done, "the next backup");
  }

  @Test
  void aBackupThatItsClientCancelsMakesPlaceForTheNext() {
    Client first = new Client();
    Runnable cancel = backups.begin(ANY, first);
    first.awaitProgress();

    cancel.run();

    assertEquals("failed", first.cause());
    assertFalse(backups.isRunning());
  }

  @Test
  void theServerStopsABackupWhenItStops() {
    Client client = new Client();
    Runnable unused = backups.begin(ANY, client);
    client.awaitProgress();

    backups.stop();

    assertEquals("failed", client.cause());
  }

  /** Makes backups that take until the test completes or cancels them. */
  private static final class LongBackups implements BackupMaker {
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    void complete() {
      end.complete(true);
    }

    @Override
    public Backup prepare(Path target, boolean replace) {
      return new Backup() {
        @Override
        public BackupResult run(Progress progress) throws FailedException {
          progress.copied(1, 2);
          if (await(end)) {
            return BackupResult.getDefaultInstance();
          }
          throw new FailedException(Cause.FAILED, "cancelled");
        }

        @Override
        public void cancel() {
          end.complete(false);
        }
      };
    }
  }

  private static final class Client implements BackupCall {
    private final CompletableFuture<BackupResponse> progress = new CompletableFuture<>();
    private final CompletableFuture<Outcome<BackupResponse>> outcome = new CompletableFuture<>();

    @Override
    public void progress(BackupResponse response) {
      progress.complete(response);
    }

    @Override
    public void ended(Outcome<BackupResponse> ended) {
      outcome.complete(ended);
    }

    void awaitProgress() {
      assertEquals(1, await(progress).getWrittenBytes());
    }

    Outcome<BackupResponse> outcome() {
      return await(outcome);
    }

    String cause() {
      Refusal refusal = ((Outcome.Refused<BackupResponse>) outcome()).refusal();
      return Map.copyOf(refusal.metadata()).getOrDefault("cause", "");
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }
}
