package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.sqlite.CopyException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Copies the database of a data directory into a new file, even while a server uses the directory.
 *
 * <p>This process reads the database directly, without the server. {@code VACUUM INTO} copies
 * within one read transaction. So the copy is the database as it was at one moment, and the
 * server's writes do not force the copy to start again. The server does not wait for the copy.
 * However, it cannot restart its write-ahead log until the copy is complete. The copy has no free
 * pages and no deleted data.
 *
 * <p>Each object makes one backup. Any thread may {@link #cancel}.
 */
public final class SqliteBackup {
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

  private final DataDirectory data;
  private final Path target;
  private final boolean replace;
  private final SpaceGuard space;
  private final Cancellation cancellation = new Cancellation();

  /**
   * Prepares a backup, and checks nothing yet.
   *
   * @param data the data directory
   * @param target the file to write
   * @param replace whether the target may exist; then the complete copy replaces it
   */
  public SqliteBackup(Path data, Path target, boolean replace) {
    this(data, target, replace, Disk::freeBytes);
  }

  SqliteBackup(Path data, Path target, boolean replace, SpaceGuard.FreeSpace free) {
    this.data = new DataDirectory(data);
    this.target = target.toAbsolutePath().normalize();
    this.replace = replace;
    this.space = new SpaceGuard(free);
  }

  /**
   * Makes the backup. When this method returns, the complete and checked copy is on disk. If this
   * method throws, the target is as before, and no other file is left.
   *
   * @throws CopyException if the backup cannot be made
   * @throws StorageException if the database cannot be read, or has a later format
   */
  public CopyContent run(CopyProgress progress) throws CopyException {
    checkData();
    checkTarget();
    NativeLibrary.load(data.nativeLibraryOfBackup());
    try (PartialFile partial = PartialFile.create(target)) {
      try (FileChannel written = FileChannel.open(partial.file(), StandardOpenOption.WRITE)) {
        copy(partial.file(), new CopyWatch(written, progress));
      }
      CopyContent content = checked(partial.file());
      cancellation.check();
      checkTarget();
      partial.complete();
      return content;
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_WRITE, target, FileFailure.reason(e));
    }
  }

  /** Asks {@link #run} to stop, and does not wait for it. */
  public void cancel() {
    cancellation.request();
  }

  private void checkData() throws CopyException {
    checkNoRestore();
    try {
      if (!Files.isRegularFile(data.database()) || Files.size(data.database()) == 0) {
        throw new CopyException(Reason.NO_DATABASE, data.path());
      }
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_READ, data.database(), FileFailure.reason(e));
    }
  }

  private void checkNoRestore() throws CopyException {
    boolean pending;
    try {
      pending = data.replacement(Replacement.Steps.IGNORED).isPending();
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_READ, data.path(), FileFailure.reason(e));
    }
    if (pending) {
      throw new CopyException(Reason.RESTORE_PENDING, data.path());
    }
  }

  private void checkTarget() throws CopyException {
    Path directory = target.getParent();
    if (directory == null || Files.isDirectory(target)) {
      throw new CopyException(Reason.TARGET_NOT_REGULAR, target);
    }
    if (!Files.isDirectory(directory)) {
      throw new CopyException(Reason.NO_TARGET_DIRECTORY, directory);
    }
    if (isData(directory)) {
      throw new CopyException(Reason.TARGET_IN_DATA, target, data.path());
    }
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new CopyException(Reason.TARGET_NOT_REGULAR, target);
    }
    if (!replace) {
      throw new CopyException(Reason.TARGET_EXISTS, target);
    }
  }

  private boolean isData(Path directory) throws CopyException {
    try {
      return Files.isSameFile(directory, data.path());
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_READ, directory, FileFailure.reason(e));
    }
  }

  private void copy(Path file, CopyWatch watch) throws CopyException {
    Object opened = fileKey();
    try (CopyConnection database = CopyConnection.open(data.database(), watch)) {
      if (database.use(used -> Schema.format(used, data.database())) == 0) {
        throw new CopyException(Reason.NO_DATABASE, data.path());
      }
      // SQLite has now opened the database and its log. A restore may have moved one of these files
      // before. Then the restore is still pending, or the database is another file now.
      checkNoRestore();
      if (!Objects.equals(opened, fileKey())) {
        throw new CopyException(Reason.RESTORE_PENDING, data.path());
      }
      watch.total =
          (database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count"))
              * database.number("PRAGMA page_size");
      space.require(watch.directory, watch.total);
      Instant at = Instant.now();
      database.use(
          used -> {
            try (PreparedStatement vacuum = used.prepareStatement("VACUUM INTO ?")) {
              vacuum.setString(1, file.toString());
              return vacuum.execute();
            }
          });
      watch.checkNow();
      mark(file, at);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The key by which the operating system identifies the database file; null if it has none. */
  private @Nullable Object fileKey() throws CopyException {
    try {
      return Files.readAttributes(data.database(), BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_READ, data.database(), FileFailure.reason(e));
    }
  }

  private void mark(Path file, Instant at) throws CopyException {
    try (CopyConnection copy = CopyConnection.open(file, cancellation::check)) {
      copy.use(
          used -> {
            CopyMark.put(used, at);
            return at;
          });
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private CopyContent checked(Path file) throws CopyException, IOException {
    try (CopyConnection copy = CopyConnection.open(file, cancellation::check)) {
      int format = copy.use(used -> Schema.format(used, file));
      Optional<String> damage = copy.use(CopyContent::damage);
      if (damage.isPresent()) {
        throw new CopyException(Reason.COPY_DAMAGED, data.database(), damage.get());
      }
      long bytes = Files.size(file);
      return copy.use(used -> CopyContent.count(used, format, bytes));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * The exception for a failure of SQLite: the database cannot be read, or the copy cannot be
   * written.
   */
  private RuntimeException failed(SQLException failure) throws CopyException {
    SQLiteErrorCode code =
        failure instanceof SQLiteException e ? e.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    switch (code) {
      case SQLITE_FULL -> throw SpaceGuard.diskFull(Objects.requireNonNull(target.getParent()));
      case SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_CANTOPEN ->
          throw new CopyException(
              Reason.CANNOT_WRITE, target, String.valueOf(failure.getMessage()));
      default -> throw Explanation.of(data.database(), failure);
    }
  }

  /**
   * Stops the copy if the operator requests this or a disk gets full, and reports the progress.
   * Also syncs the copy repeatedly. Otherwise the operating system would write a large part of the
   * copy at once, and a commit of the server would have to wait.
   */
  private final class CopyWatch implements CopyConnection.Watch {
    private final FileChannel written;
    private final Path directory;
    private final CopyProgress progress;
    private long total;
    private long checked = System.nanoTime();

    CopyWatch(FileChannel written, CopyProgress progress) {
      this.written = written;
      this.directory = Objects.requireNonNull(target.getParent());
      this.progress = progress;
    }

    @Override
    public void check() throws CopyException {
      cancellation.check();
      long now = System.nanoTime();
      if (now - checked >= CHECK_INTERVAL.toNanos()) {
        checked = now;
        checkNow();
      }
    }

    void checkNow() throws CopyException {
      space.check(List.of(directory, data.path()));
      try {
        written.force(false);
        progress.copied(written.size(), total);
      } catch (IOException e) {
        throw new CopyException(Reason.CANNOT_WRITE, target, FileFailure.reason(e));
      }
    }
  }
}
