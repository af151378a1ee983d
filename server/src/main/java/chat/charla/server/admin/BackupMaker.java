package chat.charla.server.admin;

import chat.charla.admin.v1.BackupResult;
import java.nio.file.Path;

/** Makes copies of the database of the running server. */
public interface BackupMaker {
  /**
   * Prepares a backup, and checks nothing yet.
   *
   * @param target the file to write
   * @param replace whether the target may exist
   */
  Backup prepare(Path target, boolean replace);

  /** One backup. */
  interface Backup {
    /**
     * Makes the backup. Blocks until the copy is complete and on disk. If this method throws, the
     * target is as before.
     */
    BackupResult run(Progress progress) throws FailedException;

    /** Asks {@link #run} to stop, and does not wait for it. Any thread may call this method. */
    void cancel();
  }

  /** Receives the progress of a backup, several times a second. */
  interface Progress {
    /**
     * Called on the thread that copies.
     *
     * @param written how much is written, in bytes
     * @param total the approximate size of the copy, in bytes
     */
    void copied(long written, long total);
  }

  /** Why a backup was not made. */
  enum Cause {
    /** Another backup is running. */
    BUSY,
    /** The target exists. */
    EXISTS,
    /** A disk has not enough free space. */
    NO_SPACE,
    /** The database is damaged. */
    DAMAGED,
    /** The target exists, and is a directory or a device. */
    NOT_A_FILE,
    /** The directory of backups is missing, or is the data directory itself. */
    NO_DIRECTORY,
    /** The file cannot be written. */
    CANNOT_WRITE,
    /** The operator or the end of the server has stopped the backup. */
    CANCELLED,
    /** Another cause. */
    FAILED
  }

  /** A backup was not made. The message is for operators. */
  final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Cause cause;

    public FailedException(Cause cause, String message) {
      super(message);
      this.cause = cause;
    }

    Cause failureCause() {
      return cause;
    }
  }
}
