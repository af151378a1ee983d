package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.CheckListener;
import chat.charla.server.storage.Finding;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.StoredFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Checks the database of a stopped server, and repairs it if asked to. Works on databases of all
 * formats: the check migrates the database to the latest format in its transaction. Blocks; for one
 * thread.
 *
 * <p>First SQLite checks the file ({@code PRAGMA integrity_check}). If the file is damaged, nothing
 * else is checked or repaired. Otherwise all rows are checked in one transaction, which also makes
 * the repairs. Without a repair, the transaction is rolled back.
 */
public final class DatabaseCheck {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final int MAX_FILE_FINDINGS = 20;

  private final DataDirectory directory;
  private final Path file;
  private final StoredFormat format;
  private final CheckListener listener;

  /** The result of a check. */
  public enum Result {
    /** Nothing is damaged. */
    SOUND,
    /** Something is damaged, and nothing was changed. */
    DAMAGED,
    /** Something was damaged, and was repaired. */
    REPAIRED
  }

  /**
   * Creates a check of the database in this directory.
   *
   * @param listener receives the progress and the findings
   */
  public DatabaseCheck(Path directory, StoredFormat format, CheckListener listener) {
    this.directory = new DataDirectory(directory);
    this.file = this.directory.database();
    this.format = format;
    this.listener = listener;
  }

  /**
   * Checks the database. If {@code repair} is true and the check finds damage, copies the database,
   * and then repairs it in a second check.
   *
   * @throws StorageException if there is no database, if a server uses it, or if it cannot be read,
   *     copied or repaired; in that case nothing is changed
   */
  public Result run(boolean repair) {
    if (!Files.exists(file)) {
      throw new StorageException(
          "There is no database " + file, "Choose the server's data directory with --data", null);
    }
    try (DirectoryLock lock = directory.lock()) {
      NativeLibrary.load(directory.nativeLibrary());
      directory.prepareDatabase();
      if (!isFileSound()) {
        return Result.DAMAGED;
      }
      if (check(listener, false) == 0) {
        return Result.SOUND;
      }
      if (!repair) {
        return Result.DAMAGED;
      }
      listener.copied(copy());
      check(new Repeated(), true);
      return Result.REPAIRED;
    } catch (SQLException e) {
      throw Explanation.of(file, e);
    }
  }

  private boolean isFileSound() throws SQLException {
    boolean sound = true;
    try (Connection connection = new Database(file).openReader();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("PRAGMA integrity_check(" + MAX_FILE_FINDINGS + ")")) {
      while (row.next()) {
        String finding = row.getString(1);
        if (!finding.equals("ok")) {
          sound = false;
          finding.lines().forEach(listener::fileDamaged);
        }
      }
    } catch (SQLiteException e) {
      // SQLite ends the check with this error if it cannot read further.
      if ((e.getResultCode().code & 0xff) != SQLiteErrorCode.SQLITE_CORRUPT.code) {
        throw e;
      }
      sound = false;
      listener.fileDamaged(String.valueOf(e.getMessage()));
    }
    return sound;
  }

  /**
   * Checks the rows in one transaction, and repairs them if {@code repair} is true. Returns the
   * number of findings.
   */
  private long check(CheckListener heard, boolean repair) throws SQLException {
    // If a statement fails, closing the connection rolls the transaction back.
    try (Connection connection = new Database(file).openChecker();
        Statement statement = connection.createStatement()) {
      int present = Schema.format(connection, file);
      statement.execute("BEGIN IMMEDIATE");
      for (Migration migration : Migrations.ALL) {
        if (migration.format() > present) {
          migration.functions().addTo(connection);
          for (String sql : migration.withinTransaction()) {
            statement.execute(sql);
          }
        }
      }
      CheckTransaction transaction = new CheckTransaction(connection, format, heard);
      IdentitiesCheck identities = new IdentitiesCheck(transaction);
      identities.run();
      new InvitationsCheck(transaction).run();
      new NumbersCheck(transaction).run();
      new TimelinesCheck(transaction, identities).run();
      new RoomMembersCheck(transaction).run();
      new EntriesCheck(transaction).run();
      new ReceiptsCheck(transaction).run();
      statement.execute(repair ? "COMMIT" : "ROLLBACK");
      return transaction.findings();
    }
  }

  /** Copies the files while no connection to the database is open. */
  private Path copy() {
    String name =
        "charla-before-repair-" + TIME.format(LocalDateTime.now(Clock.systemDefaultZone()));
    Path copy = file.resolveSibling(name + ".db");
    try {
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      Path log = file.resolveSibling(file.getFileName() + "-wal");
      if (Files.exists(log)) {
        Files.copy(log, copy.resolveSibling(name + ".db-wal"), StandardCopyOption.COPY_ATTRIBUTES);
      }
      return copy;
    } catch (IOException e) {
      throw new StorageException(
          "Cannot copy %s to %s: %s".formatted(file, copy, e.getMessage()),
          Disk.isFull(copy) ? Disk.FREE_SPACE : "Allow this user to write in the directory",
          e);
    }
  }

  /**
   * The listener of the second check: passes on only the progress, because the first check has
   * reported the findings.
   */
  private final class Repeated implements CheckListener {
    @Override
    public void fileDamaged(String finding) {}

    @Override
    public void found(Finding finding) {}

    @Override
    public void progress(long events) {
      listener.progress(events);
    }

    @Override
    public void copied(Path copy) {}
  }
}
