package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Searches for secrets where the server must not write them, and collects what it finds. */
final class Leaks {
  // The names of the secrets that are parts of messages. The database may contain these secrets.
  static final String PRIVATE_TEXT = "private text";
  static final String PRIVATE_ID = "client_message_id of a private message";
  static final String PUBLIC_TEXT = "public text";
  static final String PUBLIC_ID = "client_message_id of a public message";

  static final String ADMIN_TOKEN = "the administration token";

  private final Secrets secrets;
  private final List<String> found = new ArrayList<>();

  Leaks(Secrets secrets) {
    this.secrets = secrets;
  }

  /** The secrets that were found, and where. */
  List<String> found() {
    return found;
  }

  /** Searches a text, which must not contain any secret. */
  void searchText(String where, String text) {
    found.addAll(secrets.in(where, text));
  }

  /** A refusal must not contain any secret, not even one that the caller itself has sent. */
  void searchRefusal(RawCalls.End end) {
    searchText("a refusal", end.status() + " " + end.trailers());
  }

  /** Makes a call, and searches the refusal if the server refuses the call. */
  void searchRefusalOf(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      searchText("a refusal", e.getMessage() + " " + e.getTrailers());
    }
  }

  /** The database must contain private text in inboxes and nowhere else, and no token. */
  void searchDatabase(Path data) throws SQLException {
    int privateTexts = 0;
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = database.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      assertTrue(tables.contains("entries"), tables.toString());
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
          while (rows.next()) {
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
              byte[] value = rows.getBytes(column);
              List<String> inValue =
                  value == null ? List.of() : secrets.in("table " + table, value);
              if (inValue.stream().anyMatch(leak -> leak.startsWith(PRIVATE_TEXT))) {
                privateTexts++;
              }
              inValue.stream().filter(leak -> !mayContain(table, leak)).forEach(found::add);
            }
          }
        }
      }
    }
    assertTrue(
        privateTexts > 0, "private text was not found in any table, so the search does not work");
    searchLobby(data);
  }

  /** The lobby must contain no secret except its own messages. */
  private void searchLobby(Path data) throws SQLException {
    String query =
        "SELECT event FROM entries, timelines"
            + " WHERE timelines.id = entries.position >> 36 AND timelines.name = 'room:lobby'";
    int events = 0;
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      for (; rows.next(); events++) {
        secrets.in("the lobby", rows.getBytes(1)).stream()
            .filter(leak -> !leak.startsWith(PUBLIC_TEXT) && !leak.startsWith(PUBLIC_ID))
            .forEach(found::add);
      }
    }
    assertTrue(events > 0, "the lobby was searched");
  }

  /**
   * Whether the table may contain this secret. Only entries contain messages. Receipts contain
   * hashes of the ids by which the server recognises repetitions.
   */
  private static boolean mayContain(String table, String leak) {
    return table.equals("entries") && isOfMessage(leak);
  }

  private static boolean isOfMessage(String leak) {
    return Stream.of(PRIVATE_TEXT, PRIVATE_ID, PUBLIC_TEXT, PUBLIC_ID).anyMatch(leak::startsWith);
  }

  /**
   * Searches the names and the content of all files in the directory. The files of the database may
   * contain messages, and no other secret. The file with the administration token, which is there
   * while a server runs, contains nothing else.
   *
   * @param data the directory of the database
   */
  void searchFiles(Path directory, Path data) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        searchText("a file name", file.getFileName().toString());
        boolean database = file.startsWith(data);
        secrets.in(file.getFileName().toString(), Files.readAllBytes(file)).stream()
            .filter(leak -> !database || !isOfMessage(leak))
            .filter(leak -> !file.endsWith("admin-token") || !leak.startsWith(ADMIN_TOKEN))
            .forEach(found::add);
      }
    }
  }
}
