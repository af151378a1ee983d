package chat.charla.server.storage.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The change of a database from the previous format to the format {@code format}. Immutable.
 *
 * @param format the number of the format that the database has afterwards
 * @param functions the SQL functions that the statements use besides SQLite's own
 * @param statements the SQL statements, without those that begin and commit a transaction
 */
record Migration(int format, Functions functions, List<String> statements) {
  /** A migration whose statements use only SQLite's own functions. */
  Migration(int format, List<String> statements) {
    this(format, connection -> {}, statements);
  }

  /** The SQL functions of a migration. */
  interface Functions {
    /** Adds the functions to the connection. */
    void addTo(Connection connection) throws SQLException;
  }

  /** Lets a test stop a migration between two statements. */
  interface Listener {
    Listener NONE = step -> {};

    /**
     * Called before each statement is executed, including the statements that begin and commit the
     * transaction.
     *
     * @throws SQLException if the statement is to fail
     */
    void before(String statement) throws SQLException;
  }

  /**
   * Carries out all statements in one transaction. If a statement fails, the caller must close the
   * connection. Closing rolls the transaction back.
   */
  void apply(Connection connection, Listener listener) throws SQLException {
    functions.addTo(connection);
    try (Statement statement = connection.createStatement()) {
      for (String sql : transaction()) {
        listener.before(sql);
        statement.execute(sql);
      }
    }
  }

  private List<String> transaction() {
    List<String> all = new ArrayList<>();
    all.add("BEGIN IMMEDIATE");
    all.addAll(withinTransaction());
    all.add("COMMIT");
    return all;
  }

  /** The statements to execute in a transaction that has begun. */
  List<String> withinTransaction() {
    List<String> all = new ArrayList<>(statements);
    all.add("PRAGMA user_version=" + format); // part of the transaction, unlike other pragmas
    return all;
  }
}
