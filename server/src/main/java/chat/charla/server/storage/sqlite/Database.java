package chat.charla.server.storage.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;

/**
 * Opens connections to the database file, each configured for its use. Immutable.
 *
 * <p>When a commit returns, the transaction is on disk, because {@code synchronous=FULL} syncs the
 * write-ahead log. A commit never runs a checkpoint, because of {@code wal_autocheckpoint=0}.
 */
final class Database implements Connections {
  /**
   * How long a connection waits for a lock. Only another program, such as a backup, may hold a lock
   * for a noticeable time.
   */
  static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

  /**
   * The size of the writer's page cache. A message changes pages of its room and of its author.
   * With a thousand rooms, the pages of one commit do not fit into SQLite's default cache of 2 MiB.
   * With that cache, SQLite would read pages again and write pages more than once in each commit.
   */
  private static final int WRITER_CACHE_KIB = 16 << 10;

  /**
   * The setting that {@link FileShrinking} needs. In an existing database, it takes effect only
   * after a VACUUM.
   */
  private static final String FREE_PAGES_CAN_BE_RETURNED = "PRAGMA auto_vacuum=INCREMENTAL";

  private final Path file;
  private final Migration.Listener migrations;

  Database(Path file) {
    this(file, Migration.Listener.NONE);
  }

  Database(Path file, Migration.Listener migrations) {
    this.file = file;
    this.migrations = migrations;
  }

  @Override
  public Connection openWriter() throws SQLException {
    Connection connection = open(new SQLiteConfig());
    try {
      int format = Schema.format(connection, file);
      if (format == 0) {
        execute(connection, FREE_PAGES_CAN_BE_RETURNED); // has an effect only in a new file
      }
      execute(
          connection,
          "PRAGMA journal_mode=WAL",
          "PRAGMA synchronous=FULL",
          "PRAGMA wal_autocheckpoint=0",
          "PRAGMA cache_size=-" + WRITER_CACHE_KIB,
          // Overwrite deleted data where this needs no additional writes.
          "PRAGMA secure_delete=FAST");
      Schema.migrate(connection, format, migrations);
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  @Override
  public Connection openReader() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return open(config);
  }

  @Override
  public Connection openCheckpointer() throws SQLException {
    Connection connection = open(new SQLiteConfig());
    try {
      execute(connection, "PRAGMA synchronous=FULL", "PRAGMA wal_autocheckpoint=0");
      return connection;
    } catch (SQLException e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  /** Opens a connection for a check. Opening it does not migrate or change the database. */
  Connection openChecker() throws SQLException {
    Connection connection = open(new SQLiteConfig());
    try {
      Schema.format(connection, file); // refuses a wrong database before anything is written
      execute(
          connection,
          "PRAGMA journal_mode=WAL",
          "PRAGMA synchronous=FULL",
          "PRAGMA cache_size=-" + WRITER_CACHE_KIB,
          "PRAGMA secure_delete=FAST");
      return connection;
    } catch (SQLException | RuntimeException e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  private Connection open(SQLiteConfig config) throws SQLException {
    config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
    // Otherwise the driver would query the generated keys after each INSERT. No caller uses these
    // keys.
    config.setGetGeneratedKeys(false);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static void execute(Connection connection, String... commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }

  private static void closeAfter(Exception failure, Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
