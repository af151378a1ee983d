package chat.charla.server.edge;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The database of a server that is stopped, which a test reads and damages by SQL. */
public final class StoppedDatabase {
  private static final String MASK = "68719476735"; // 2^36 - 1: the sequence in a position

  private final Path file;

  public StoppedDatabase(Path data) {
    this.file = data.resolve("charla.db");
  }

  /**
   * Executes statements. In these, {@code @NAME@} stands for the number of the timeline with this
   * name, and {@code @sequence@} for the sequence in the column {@code position}.
   */
  public void execute(String... statements) throws SQLException {
    try (Connection disk = connect();
        Statement statement = disk.createStatement()) {
      for (String sql : statements) {
        statement.execute(translated(sql));
      }
    }
  }

  /** The values of the first column of a query. */
  public List<String> query(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection disk = connect();
        Statement statement = disk.createStatement();
        ResultSet rows = statement.executeQuery(translated(sql))) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** SQL for the condition that an entry has one of these sequences in this timeline. */
  public static String entries(String timeline, long first, long last) {
    return "position >> 36 = @" + timeline + "@ AND @sequence@ BETWEEN " + first + " AND " + last;
  }

  private static String translated(String sql) {
    return sql.replace("@sequence@", "(position & " + MASK + ")")
        .replaceAll("@([^@]+)@", "(SELECT id FROM timelines WHERE name = '$1')");
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
