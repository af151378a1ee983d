package chat.charla.server.storage.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database as text, namely the SQL statements that make the database. Two databases with the same
 * tables and rows have the same text.
 */
public final class SqlDump {
  /** Queries one column of the schema, for objects of one type that are not SQLite's own. */
  private static final String SCHEMA =
      """
      SELECT %s FROM sqlite_schema
      WHERE type = %s AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%%' ORDER BY name
      """;

  private static final String NUMBERS =
      "SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'";

  private SqlDump() {}

  /** The text of a database that no server has open. */
  public static String of(Path database) throws SQLException {
    StringBuilder dump = new StringBuilder();
    try (Connection connection = open(database);
        Statement statement = connection.createStatement()) {
      for (String pragma : List.of("application_id", "user_version")) {
        String value = column(statement, "PRAGMA " + pragma).get(0);
        dump.append("PRAGMA ").append(pragma).append(" = ").append(value).append(";\n");
      }
      column(statement, SCHEMA.formatted("sql", "type"))
          .forEach(sql -> dump.append(sql.strip()).append(";\n"));
      for (String table : column(statement, SCHEMA.formatted("name", "'table'"))) {
        dump.append(rows(statement, table));
      }
      // The highest numbers of AUTOINCREMENT columns. The numbers of deleted rows are not used
      // again.
      if (!column(statement, NUMBERS).isEmpty()) {
        dump.append("DELETE FROM sqlite_sequence;\n").append(rows(statement, "sqlite_sequence"));
      }
    }
    return dump.toString();
  }

  /** Makes a database from a text of {@link #of}. Lines that begin with {@code --} are comments. */
  public static void restore(String dump, Path database) throws SQLException {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      StringBuilder sql = new StringBuilder();
      for (String line : dump.lines().filter(line -> !line.startsWith("--")).toList()) {
        sql.append(line).append('\n');
        if (line.endsWith(";")) {
          statement.execute(sql.toString());
          sql.setLength(0);
        }
      }
      statement.execute("COMMIT");
    }
  }

  private static Connection open(Path database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + database);
  }

  private static String rows(Statement statement, String table) throws SQLException {
    List<String> columns =
        column(statement, "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid");
    List<String> quoted = columns.stream().map(name -> "quote(\"" + name + "\")").toList();
    StringBuilder inserts = new StringBuilder();
    for (String values :
        column(
            statement,
            "SELECT %s FROM %s ORDER BY \"%s\""
                .formatted(
                    String.join(" || ', ' || ", quoted), table, String.join("\", \"", columns)))) {
      inserts.append("INSERT INTO %s VALUES (%s);\n".formatted(table, values));
    }
    return inserts.toString();
  }

  private static List<String> column(Statement statement, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
