package chat.charla.server.storage;

import java.nio.file.Path;

/** Receives the progress and the findings of a check of the storage. */
public interface CheckListener {

  /** SQLite's structures in the database file are damaged, so the check ends. */
  void fileDamaged(String finding);

  /** The check has found damage. */
  void found(Finding finding);

  /**
   * Called repeatedly during the check.
   *
   * @param events the number of events that have been checked so far
   */
  void progress(long events);

  /** The database has been copied to this file, before its repair. */
  void copied(Path copy);
}
