package chat.charla.server.admin;

import chat.charla.admin.v1.BackupResult;
import chat.charla.admin.v1.LogLevelChange;
import java.util.Map;

/**
 * Receives what operators do through calls of {@code AdminService}. The methods must neither block
 * nor throw.
 */
public interface AdminListener {
  /** Ignores everything. */
  AdminListener NONE =
      new AdminListener() {
        @Override
        public void logLevelChanged(LogLevelChange change) {}

        @Override
        public void logLevelRestored(String logger) {}

        @Override
        public void notified(String room, String text) {}

        @Override
        public void backupBegun(String path) {}

        @Override
        public void backupMade(BackupResult result) {}

        @Override
        public void backupFailed(String path, BackupMaker.Cause cause, String detail) {}

        @Override
        public void administered(String action, String target, Map<String, String> details) {}
      };

  /** A log level was changed. */
  void logLevelChanged(LogLevelChange change);

  /** The change of a log level has ended. */
  void logLevelRestored(String logger);

  /**
   * A notice was sent.
   *
   * @param room the name of the room; empty for all users
   */
  void notified(String room, String text);

  /** A backup has begun. */
  void backupBegun(String path);

  /** A backup is complete. */
  void backupMade(BackupResult result);

  /**
   * A backup was not made.
   *
   * @param detail more about the cause, in English
   */
  void backupFailed(String path, BackupMaker.Cause cause, String detail);

  /**
   * An operator has changed something in the chat.
   *
   * @param action what was done, such as "account.suspended"
   * @param target what the action applies to, such as the id of a user
   * @param details further values, by names that depend on the action
   */
  void administered(String action, String target, Map<String, String> details);
}
