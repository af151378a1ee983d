package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Checks and migrates the database file when it is opened. {@link Migrations} defines the tables.
 */
final class Schema {
  private static final Logger LOG = System.getLogger(Schema.class.getName());

  /** The tables that the server reads when it starts, or cannot run without. */
  private static final List<String> READ_AT_START =
      List.of("timelines", "rooms", "room_members", "identities", "invitations", "secrets");

  private Schema() {}

  /**
   * Returns the format of the database, or 0 if the database is empty. Changes nothing.
   *
   * @throws StorageException if the database belongs to another program or has a later format
   */
  static int format(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long application = number(statement, "PRAGMA application_id");
      long format = number(statement, "PRAGMA user_version");
      if (application == 0
          && format == 0
          && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
        return 0;
      }
      if (application != Migrations.APPLICATION_ID || format < 1) {
        throw new StorageException(
            file + " is a database of another program", "Choose another data directory", null);
      }
      if (format > Migrations.LATEST_FORMAT) {
        throw new StorageException(
            "%s has format %d, and this server supports formats up to %d"
                .formatted(file, format, Migrations.LATEST_FORMAT),
            "A later version of the server has written it: run that version",
            null);
      }
      return (int) format;
    }
  }

  /**
   * Migrates a database of this format to the latest format. Each migration has a transaction of
   * its own. If a migration fails, the caller must close the connection. The database then has the
   * format of the last migration that was committed, and can be migrated again.
   */
  static void migrate(Connection connection, int format, Migration.Listener listener)
      throws SQLException {
    boolean older = format > 0 && format < Migrations.LATEST_FORMAT;
    if (older) {
      LOG.log(
          Level.INFO,
          "The database is being migrated from format {0} to format {1}, before the server listens",
          format,
          Migrations.LATEST_FORMAT);
    }
    for (Migration migration : Migrations.ALL) {
      if (migration.format() > format) {
        migration.apply(connection, listener);
      }
    }
    if (older) {
      LOG.log(
          Level.INFO,
          "The database was migrated from format {0} to format {1}",
          format,
          Migrations.LATEST_FORMAT);
    }
  }

  /**
   * Opens the database once, which also migrates it. Then looks for damage in the tables of {@link
   * #READ_AT_START}. Does not check the history. If the database is a backup copy, gives every
   * timeline a new epoch.
   *
   * @throws StorageException if the database cannot be used
   */
  static void prepare(Connections connections, Path file) {
    try (Connection connection = connections.openWriter();
        Statement statement = connection.createStatement()) {
      for (String table : READ_AT_START) {
        String finding = text(statement, "PRAGMA quick_check('" + table + "')");
        if (!finding.equals("ok")) {
          throw Explanation.damaged(file, finding, null);
        }
      }
      Optional<String> copied = CopyMark.find(connection);
      if (copied.isPresent()) {
        CopyMark.remove(connection);
        LOG.log(
            Level.INFO,
            "The database is a backup copy of {0}: every timeline has got a new epoch",
            copied.get());
      }
    } catch (SQLException e) {
      throw Explanation.of(file, e);
    }
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
