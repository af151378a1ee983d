package chat.charla.server.storage;

import java.nio.file.Path;

/** Receives the progress and the findings of a check of the storage. */
public interface CheckListener {

  /** The database file itself is damaged, so that nothing else is checked. */
  void fileDamaged(String finding);

  /** Something is damaged. */
  void found(Finding finding);

  /** This many events have been checked so far. */
  void progress(long events);

  /** The database has been copied, because it will be repaired. */
  void copied(Path copy);
}
