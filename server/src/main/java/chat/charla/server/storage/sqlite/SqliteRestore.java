package chat.charla.server.storage.sqlite;

import chat.charla.server.files.OwnerOnlyFiles;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.sqlite.CopyException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a backup into a data directory that no server uses. The file may come from {@link
 * SqliteBackup}, from SQLite's own tool, or from a data directory. If a write-ahead log is beside
 * the file, the restored database also has the content of the log. A restore does not change the
 * file.
 *
 * <p>Every timeline gets a new epoch, so that clients do not confuse new messages with messages
 * that were posted after the backup: see {@link CopyMark}. The format of the database does not
 * change, so that a server of an older version can use the database.
 *
 * <p>Each object restores once. Any thread may {@link #cancel}.
 */
public final class SqliteRestore {
  private static final long BYTES_PER_STEP = 16L << 20;

  private final Path source;

  /**
   * The path of the source. Once the source is known to exist, this is its real path, without
   * links, because the write-ahead log and the lock are beside the real file.
   */
  private Path file;

  private final DataDirectory data;
  private final boolean replace;
  private final SpaceGuard space;
  private final Replacement.Steps steps;
  private final Cancellation cancellation = new Cancellation();

  /**
   * The result of a restore.
   *
   * @param content the content of the restored database
   * @param former the directory with the former database; empty if there was none
   */
  public record Result(CopyContent content, Optional<Path> former) {}

  /**
   * Prepares a restore, and checks nothing yet.
   *
   * @param source the file to restore
   * @param data the data directory, which is created if it is missing
   * @param replace whether the directory may have a database; then the restore moves it to another
   *     directory
   */
  public SqliteRestore(Path source, Path data, boolean replace) {
    this(source, data, replace, Disk::freeBytes, Replacement.Steps.IGNORED);
  }

  SqliteRestore(
      Path source, Path data, boolean replace, SpaceGuard.FreeSpace free, Replacement.Steps steps) {
    this.source = source.toAbsolutePath().normalize();
    this.file = this.source;
    this.data = new DataDirectory(data);
    this.replace = replace;
    this.space = new SpaceGuard(free);
    this.steps = steps;
  }

  /**
   * Restores the backup. If this method throws, the data directory has the former database, unless
   * the reason is {@link Reason#UNFINISHED}. If the process is killed, the directory has the former
   * or the new database.
   *
   * @throws CopyException if the file cannot be restored
   * @throws StorageException if the data directory cannot be used, or a server runs on it
   */
  public Result run() throws CopyException {
    checkSource();
    data.create();
    try (DirectoryLock lock = data.lock()) {
      NativeLibrary.load(data.nativeLibrary());
      return restore();
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_WRITE, data.path(), FileFailure.reason(e));
    }
  }

  /** Asks {@link #run} to stop, and does not wait for it. */
  public void cancel() {
    cancellation.request();
  }

  private Result restore() throws CopyException, IOException {
    Replacement replacement = data.replacement(steps);
    replacement.finish();
    if (!replace && Files.exists(data.database()) && Files.size(data.database()) > 0) {
      throw new CopyException(Reason.DATABASE_EXISTS, data.path());
    }
    try {
      Path staged = replacement.stage();
      copySource(staged);
      steps.done("copied");
      CopyContent content = prepare(staged);
      steps.done("prepared");
      OwnerOnlyFiles.giveToOwnerOf(data.path(), staged);
      DiskSync.file(staged);
      cancellation.check();
      return new Result(content, put(replacement));
    } finally {
      replacement.discard();
    }
  }

  private Optional<Path> put(Replacement replacement) throws CopyException, IOException {
    try {
      replacement.decide(Instant.now());
      return replacement.finish();
    } catch (IOException e) {
      if (replacement.isPending()) {
        throw new CopyException(Reason.UNFINISHED, data.path(), FileFailure.reason(e));
      }
      throw e;
    }
  }

  private void checkSource() throws CopyException {
    if (!Files.exists(source)) {
      throw new CopyException(Reason.NO_SOURCE, source);
    }
    if (!Files.isRegularFile(source)) {
      throw new CopyException(Reason.NOT_A_DATABASE, source);
    }
    file = realPath();
    if (isSame(file, data.database())) {
      throw new CopyException(Reason.SOURCE_IS_DATABASE, source);
    }
    Path journal = fileBeside("-journal");
    try {
      if (Files.exists(journal) && Files.size(journal) > 0) {
        throw new CopyException(Reason.SOURCE_INCOMPLETE, source, journal);
      }
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_READ, journal, FileFailure.reason(e));
    }
  }

  private Path fileBeside(String suffix) {
    return Path.of(file + suffix);
  }

  private Path realPath() throws CopyException {
    try {
      return source.toRealPath();
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_READ, source, FileFailure.reason(e));
    }
  }

  private static boolean isSame(Path one, Path other) throws CopyException {
    try {
      return Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_READ, one, FileFailure.reason(e));
    }
  }

  /** Copies the file, and its write-ahead log if it has one. */
  private void copySource(Path staged) throws CopyException, IOException {
    try (DirectoryLock lock = lockSource()) {
      space.require(data.path(), size(file) + 2 * size(fileBeside("-wal")));
      copy(file, staged);
      if (size(fileBeside("-wal")) > 0) {
        copy(fileBeside("-wal"), Path.of(staged + "-wal"));
      }
    }
  }

  /**
   * If the file is in a data directory, locks the directory so that no server writes the file.
   * Returns null if the file is elsewhere, or if the directory is on a read-only disk without
   * locks, where no server can write.
   */
  private @Nullable DirectoryLock lockSource() throws CopyException {
    Path directory = Objects.requireNonNull(file.getParent());
    Path lock = DataDirectory.lockFile(directory);
    if (!DataDirectory.hasDatabaseName(file) || !Files.exists(lock)) {
      return null;
    }
    try {
      return DirectoryLock.acquireToRead(directory, lock);
    } catch (StorageException e) {
      throw new CopyException(Reason.SOURCE_IN_USE, source);
    } catch (IOException e) {
      if (Disk.isReadOnly(directory)) {
        return null;
      }
      throw new CopyException(Reason.CANNOT_READ, lock, FileFailure.reason(e));
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void copy(Path from, Path to) throws CopyException, IOException {
    OwnerOnlyFiles.createFile(to);
    try (FileChannel in = opened(from);
        FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      long copied = 0;
      for (long step = 1; step > 0; copied += step) {
        cancellation.check();
        step = in.transferTo(copied, BYTES_PER_STEP, out);
      }
    }
  }

  private static FileChannel opened(Path file) throws CopyException {
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new CopyException(Reason.CANNOT_READ, file, FileFailure.reason(e));
    }
  }

  /**
   * Checks the staged database, gives every timeline a new epoch, and copies the write-ahead log
   * into the database file.
   */
  private CopyContent prepare(Path staged) throws CopyException, IOException {
    try (CopyConnection database = CopyConnection.open(staged, cancellation::check)) {
      int format = format(database);
      Optional<String> damage = database.use(CopyContent::damage);
      if (damage.isPresent()) {
        throw new CopyException(Reason.SOURCE_DAMAGED, source, damage.get());
      }
      CopyContent counted =
          database.use(
              used -> {
                CopyMark.remove(used);
                try (Statement statement = used.createStatement()) {
                  statement.execute("PRAGMA journal_mode=DELETE");
                }
                return CopyContent.count(used, format, 0);
              });
      return counted.withBytes(Files.size(staged));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private int format(CopyConnection database) throws SQLException, CopyException {
    long format = database.number("PRAGMA user_version");
    if (database.number("PRAGMA application_id") != Migrations.APPLICATION_ID || format < 1) {
      throw new CopyException(Reason.OTHER_PROGRAM, source);
    }
    if (format > Migrations.LATEST_FORMAT) {
      throw new CopyException(Reason.LATER_FORMAT, source, format, (long) Migrations.LATEST_FORMAT);
    }
    return (int) format;
  }

  private RuntimeException failed(SQLException failure) throws CopyException {
    switch (Explanation.code(failure)) {
      case SQLITE_NOTADB -> throw new CopyException(Reason.NOT_A_DATABASE, source);
      case SQLITE_CORRUPT, SQLITE_ERROR ->
          throw new CopyException(
              Reason.SOURCE_DAMAGED, source, String.valueOf(failure.getMessage()));
      default -> throw Explanation.of(data.database(), failure);
    }
  }
}
