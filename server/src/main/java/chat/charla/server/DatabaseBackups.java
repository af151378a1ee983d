package chat.charla.server;

import chat.charla.admin.v1.BackupResult;
import chat.charla.server.admin.BackupMaker;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.sqlite.CopyContent;
import chat.charla.server.storage.sqlite.CopyException;
import chat.charla.server.storage.sqlite.SqliteBackup;
import java.nio.file.Path;
import java.util.Locale;

/** Backs up the database of a data directory, as {@link BackupCommand} does. */
final class DatabaseBackups implements BackupMaker {
  private final Path data;

  DatabaseBackups(Path data) {
    this.data = data;
  }

  @Override
  public Backup prepare(Path target, boolean replace) {
    SqliteBackup backup = new SqliteBackup(data, target, replace);
    return new Backup() {
      @Override
      public BackupResult run(Progress progress) throws FailedException {
        try {
          return result(target, backup.run(progress::copied));
        } catch (CopyException e) {
          throw new FailedException(cause(e), CopyCommand.text(e, Locale.ROOT));
        } catch (StorageException e) {
          throw new FailedException(Cause.FAILED, String.valueOf(e.getMessage()));
        }
      }

      @Override
      public void cancel() {
        backup.cancel();
      }
    };
  }

  private static BackupResult result(Path target, CopyContent content) {
    return BackupResult.newBuilder()
        .setPath(target.toString())
        .setSizeBytes(content.bytes())
        .setTimelineCount(content.timelines())
        .setEventCount(content.events())
        .setLostEventCount(content.missing())
        .setIdentityCount(content.identities())
        .build();
  }

  private static BackupMaker.Cause cause(CopyException failure) {
    return switch (failure.reason()) {
      case TARGET_EXISTS -> Cause.EXISTS;
      case NO_SPACE, SPACE_ENDS -> Cause.NO_SPACE;
      case COPY_DAMAGED -> Cause.DAMAGED;
      case TARGET_BUSY -> Cause.BUSY;
      case TARGET_NOT_REGULAR -> Cause.NOT_A_FILE;
      case TARGET_IN_DATA, NO_TARGET_DIRECTORY -> Cause.NO_DIRECTORY;
      case CANNOT_WRITE -> Cause.CANNOT_WRITE;
      case CANCELLED -> Cause.CANCELLED;
      default -> Cause.FAILED;
    };
  }
}
