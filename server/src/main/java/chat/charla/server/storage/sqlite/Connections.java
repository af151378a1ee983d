package chat.charla.server.storage.sqlite;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens connections to the database. Safe for use by several threads; each connection is for one
 * thread.
 */
interface Connections {

  /** For reading and writing. */
  Connection openWriter() throws SQLException;

  /** For reading only. */
  Connection openReader() throws SQLException;

  /** For checkpoints only. */
  Connection openCheckpointer() throws SQLException;

  /** Closes a connection. A failure is only logged. */
  static void closeQuietly(Closing connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(Connections.class.getName())
          .log(Level.WARNING, "Cannot close a connection to the database", e);
    }
  }

  /** The closing of a connection. */
  interface Closing {
    void close() throws SQLException;
  }
}
