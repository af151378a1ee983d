package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Databases of former formats, which servers of those formats have made. */
final class OldFormat {
  private OldFormat() {}

  /**
   * Makes a database of this format in a new file. A database of format 0 is empty. If no server
   * has made a database of this format for the tests, migrates one of an earlier format.
   */
  static void restore(int format, Path database) throws SQLException, IOException {
    int made = format;
    while (made > 0 && OldFormat.class.getResource(resource(made)) == null) {
      made--;
    }
    SqlDump.restore(sql(made), database);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      for (Migration migration : Migrations.ALL.subList(made, format)) {
        migration.apply(connection, Migration.Listener.NONE);
      }
    }
  }

  /** The rows of a database as SQL, sorted. */
  static List<String> rows(String sql) {
    return sql.lines().filter(line -> line.startsWith("INSERT")).sorted().toList();
  }

  /**
   * The dump without what differs between two migrations: the secret of the receipts, the keys of
   * the receipts, which depend on the secret, and the time of the migration. Apart from these, two
   * migrations of one database have the same result.
   */
  static String comparable(String sql) {
    return sql.lines()
        .map(line -> line.replaceFirst("(INTO secrets VALUES \\('\\w+', ).*", "$1…"))
        .map(
            line ->
                line.replaceFirst(
                    "(INTO numbers VALUES \\('(minute of entries|day of receipts)', ).*", "$1…"))
        .map(line -> line.replaceFirst("(INTO receipts VALUES \\(\\d+, )X'\\w{24}'", "$1…"))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** The statements that make a database of this format, as {@link SqlDump} writes them. */
  static String sql(int format) throws IOException {
    if (format == 0) {
      return "";
    }
    try (InputStream in =
        Objects.requireNonNull(OldFormat.class.getResourceAsStream(resource(format)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String resource(int format) {
    return "/chat/charla/server/edge/format-%d.sql".formatted(format);
  }
}
