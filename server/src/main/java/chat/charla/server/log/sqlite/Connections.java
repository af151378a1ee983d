package chat.charla.server.log.sqlite;

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
}
