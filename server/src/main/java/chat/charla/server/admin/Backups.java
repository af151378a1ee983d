package chat.charla.server.admin;

import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.BackupResult;
import chat.charla.server.admin.BackupMaker.Backup;
import chat.charla.server.admin.BackupMaker.Cause;
import chat.charla.server.admin.BackupMaker.FailedException;
import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.files.OwnerOnlyFiles;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes backups in one directory of the data directory, one at a time. A backup has a thread of its
 * own. Thread-safe.
 */
final class Backups {
  private static final Logger LOG = System.getLogger(Backups.class.getName());
  private static final String DIRECTORY = "backups";
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_][0-9A-Za-z._-]{0,99}");
  private static final DateTimeFormatter DEFAULT_NAME =
      DateTimeFormatter.ofPattern("'charla-'uuuuMMdd-HHmmss'.db'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Duration RESPONSE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final Path directory;
  private final BackupMaker maker;
  private final InstantSource clock;
  private final AdminListener listener;

  /** The backup that is running; null if there is none. */
  private final AtomicReference<@Nullable RunningBackup> running = new AtomicReference<>();

  private record RunningBackup(Backup backup, Thread thread) {}

  Backups(Path data, BackupMaker maker, InstantSource clock, AdminListener listener) {
    this.directory = data.toAbsolutePath().normalize().resolve(DIRECTORY);
    this.maker = maker;
    this.clock = clock;
    this.listener = listener;
  }

  boolean isRunning() {
    return running.get() != null;
  }

  /**
   * Begins a backup.
   *
   * @param call gets the progress and the outcome on another thread
   * @return a task that stops the backup
   */
  Runnable begin(BackupRequest request, BackupCall call) {
    String name = request.getFile();
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      call.ended(
          Outcome.refused(
              Refusal.argument(
                  "file", "must be a name of 1 to 100 characters of [0-9A-Za-z._-], not a path")));
      return () -> {};
    }
    Path target = directory.resolve(name.isEmpty() ? DEFAULT_NAME.format(clock.instant()) : name);
    Backup backup = maker.prepare(target, request.getReplace());
    Thread thread = new Thread(() -> run(backup, target, call), "charla-backup");
    thread.setDaemon(true);
    if (!running.compareAndSet(null, new RunningBackup(backup, thread))) {
      call.ended(refused(Cause.BUSY, "the server is making another backup"));
      return () -> {};
    }
    thread.start();
    return backup::cancel;
  }

  /**
   * Stops the backup that is running, if any. Waits at most {@link #STOP_LIMIT} until its files are
   * deleted.
   */
  void stop() {
    RunningBackup now = running.get();
    if (now == null) {
      return;
    }
    now.backup.cancel();
    try {
      now.thread.join(STOP_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Backup backup, Path target, BackupCall call) {
    Outcome<BackupResponse> outcome;
    try {
      outcome = make(backup, target, call);
    } catch (RuntimeException | Error defect) {
      ProcessEnd.ifFatal(defect);
      LOG.log(Level.ERROR, "a backup failed", defect);
      outcome = Outcome.refused(Refusal.internal());
    } finally {
      running.set(null);
    }
    call.ended(outcome);
  }

  private Outcome<BackupResponse> make(Backup backup, Path target, BackupCall call) {
    listener.backupBegun(target.toString());
    try {
      if (!Files.isDirectory(directory)) {
        OwnerOnlyFiles.createDirectory(directory);
      }
      BackupResult result = backup.run(new ProgressResponses(call));
      listener.backupMade(result);
      return Outcome.done(
          BackupResponse.newBuilder()
              .setWrittenBytes(result.getSizeBytes())
              .setTotalBytes(result.getSizeBytes())
              .setResult(result)
              .build());
    } catch (FailedException e) {
      String message = String.valueOf(e.getMessage());
      listener.backupFailed(target.toString(), e.failureCause(), message);
      return refused(e.failureCause(), message);
    } catch (IOException e) {
      listener.backupFailed(target.toString(), Cause.NO_DIRECTORY, e.toString());
      return refused(Cause.NO_DIRECTORY, "the directory " + DIRECTORY + " cannot be created");
    }
  }

  private static Outcome<BackupResponse> refused(Cause cause, String message) {
    return Outcome.refused(
        Refusal.of(ErrorReason.ERROR_REASON_BACKUP_FAILED, message)
            .with("cause", cause.name().toLowerCase(Locale.ROOT)));
  }

  /** Sends the first progress to the client, and then one progress a second. */
  private static final class ProgressResponses implements BackupMaker.Progress {
    private final BackupCall call;
    private long lastResponseNanos = System.nanoTime() - RESPONSE_INTERVAL.toNanos();

    ProgressResponses(BackupCall call) {
      this.call = call;
    }

    @Override
    public void copied(long written, long total) {
      long now = System.nanoTime();
      if (now - lastResponseNanos >= RESPONSE_INTERVAL.toNanos()) {
        lastResponseNanos = now;
        call.progress(
            BackupResponse.newBuilder().setWrittenBytes(written).setTotalBytes(total).build());
      }
    }
  }
}
