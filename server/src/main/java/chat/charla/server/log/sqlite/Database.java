package chat.charla.server.log.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;

/**
 * Connections to the database file, each set up for its use.
 *
 * <p>A commit is on disk when it returns ({@code synchronous=FULL} syncs the write-ahead log), and
 * never pays for a checkpoint ({@code wal_autocheckpoint=0}).
 */
final class Database implements Connections {
  /** Only a program from outside, a backup say, ever makes a connection wait. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * How much of the database the writer keeps in memory at most. A message changes a page for each
   * room and author: with a thousand rooms those of one commit do not fit into SQLite's default of
   * 2 MiB, and are read again, and written more than once, for each.
   */
  private static final int WRITER_CACHE_KIB = 16 << 10;

  private final Path file;

  Database(Path file) {
    this.file = file;
  }

  @Override
  public Connection openWriter() throws SQLException {
    Connection connection = open(new SQLiteConfig());
    try {
      boolean empty = Schema.isEmpty(connection, file);
      execute(
          connection,
          "PRAGMA journal_mode=WAL",
          "PRAGMA synchronous=FULL",
          "PRAGMA wal_autocheckpoint=0",
          "PRAGMA cache_size=-" + WRITER_CACHE_KIB,
          // Overwrites what is deleted wherever that costs no further writing.
          "PRAGMA secure_delete=FAST");
      if (empty) {
        Schema.create(connection);
      }
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

  private Connection open(SQLiteConfig config) throws SQLException {
    config.setBusyTimeout((int) PATIENCE.toMillis());
    // Else the driver follows each INSERT with a query for keys that nobody asks for.
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
