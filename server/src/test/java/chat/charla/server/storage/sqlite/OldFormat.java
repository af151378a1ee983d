package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** Databases of former formats, which servers of those formats have made. */
final class OldFormat {
  private OldFormat() {}

  /** Makes a database of this format in a new file. A database of format 0 is empty. */
  static void restore(int format, Path database) throws SQLException, IOException {
    SqlDump.restore(sql(format), database);
  }

  /** The rows of a database as SQL, sorted. */
  static List<String> rows(String sql) {
    return sql.lines().filter(line -> line.startsWith("INSERT")).sorted().toList();
  }

  /** The statements that make a database of this format, as {@link SqlDump} writes them. */
  static String sql(int format) throws IOException {
    if (format == 0) {
      return "";
    }
    String resource = "/chat/charla/server/edge/format-%d.sql".formatted(format);
    try (InputStream in =
        Objects.requireNonNull(
            OldFormat.class.getResourceAsStream(resource),
            () -> resource + " is missing: StoredFormatGenerator of that time makes it")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
