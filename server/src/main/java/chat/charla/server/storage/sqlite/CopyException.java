package chat.charla.server.storage.sqlite;

import java.util.List;

/**
 * A backup or restore was refused, or has failed. Then it has changed neither the target nor the
 * data directory, unless the reason is {@link Reason#UNFINISHED}. The wiring has a text and a hint
 * for each reason, in the language of the operator.
 */
public final class CopyException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The reasons. The arguments of each reason's text are in parentheses. */
  public enum Reason {
    /** The operator has interrupted the program. */
    CANCELLED,
    /** There is no database to back up (data directory). */
    NO_DATABASE,
    /** A restore into the data directory is not finished (data directory). */
    RESTORE_PENDING,
    /** The target exists (target). */
    TARGET_EXISTS,
    /** The target exists, and is a directory or a device (target). */
    TARGET_NOT_REGULAR,
    /** The target would be in the data directory (target, data directory). */
    TARGET_IN_DATA,
    /** The directory of the target does not exist (directory). */
    NO_TARGET_DIRECTORY,
    /** Another backup writes the same target (target). */
    TARGET_BUSY,
    /** A file cannot be written (file, message of the operating system). */
    CANNOT_WRITE,
    /** A disk has not enough free space for the copy (directory, MiB needed, MiB free). */
    NO_SPACE,
    /** During the copy, a disk has become too full (directory, MiB that must stay free). */
    SPACE_ENDS,
    /** The copied database is damaged (database, what was found). */
    COPY_DAMAGED,
    /** There is no file to restore (file). */
    NO_SOURCE,
    /** The file to restore is the database of the data directory (file). */
    SOURCE_IS_DATABASE,
    /** The file to restore is the database of a running server (file). */
    SOURCE_IN_USE,
    /** A rollback journal shows that the file to restore is incomplete (file, journal). */
    SOURCE_INCOMPLETE,
    /** The file to restore cannot be read (file, message of the operating system). */
    CANNOT_READ,
    /** The file to restore is not a database (file). */
    NOT_A_DATABASE,
    /** The file to restore is a database of another program (file). */
    OTHER_PROGRAM,
    /** The file to restore has a later format (file, its format, the latest supported format). */
    LATER_FORMAT,
    /** The file to restore is damaged (file, what was found). */
    SOURCE_DAMAGED,
    /** The data directory has a database (data directory). */
    DATABASE_EXISTS,
    /**
     * The restored database is valid, but not yet in its final place; the next start of a server
     * moves it there (data directory, message of the operating system).
     */
    UNFINISHED
  }

  private final Reason reason;
  private final transient List<Object> arguments;

  CopyException(Reason reason, Object... arguments) {
    super(reason + " " + List.of(arguments));
    this.reason = reason;
    this.arguments = List.of(arguments);
  }

  public Reason reason() {
    return reason;
  }

  /** The arguments of the text, as the reason describes them. */
  public List<Object> arguments() {
    return arguments;
  }
}
