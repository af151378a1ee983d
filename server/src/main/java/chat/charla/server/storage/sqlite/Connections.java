package chat.charla.server.storage.sqlite;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to the database. Thread-safe, but each connection is for one thread. */
interface Connections {

  /** Opens a connection for reading and writing. */
  Connection openWriter() throws SQLException;

  /** Opens a connection for reading only. */
  Connection openReader() throws SQLException;

  /** Opens a connection for checkpoints only. */
  Connection openCheckpointer() throws SQLException;

  /** Closes a connection. If closing fails, logs the failure. */
  static void closeQuietly(CloseAction connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(Connections.class.getName())
          .log(Level.WARNING, "Cannot close a connection to the database", e);
    }
  }

  /** An action that closes a connection. */
  interface CloseAction {
    void close() throws SQLException;
  }
}
