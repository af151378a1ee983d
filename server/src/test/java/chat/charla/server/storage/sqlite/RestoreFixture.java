package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static chat.charla.server.storage.sqlite.Appends.append;
import static chat.charla.server.storage.sqlite.Awaiting.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.server.storage.sqlite.CopyException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A backup with one message, {@code saved}, and a data directory that does not exist yet. */
abstract class RestoreFixture {
  @TempDir Path parent;
  Path data;
  Path backup;

  @BeforeEach
  void makeABackup() throws Exception {
    data = parent.resolve("data");
    backup = parent.resolve("backup.db");
    Path former = parent.resolve("former");
    fill(former, "saved");
    new SqliteBackup(former, backup, false).run(CopyProgress.NONE);
  }

  final SqliteRestore restore(Path file) {
    return new SqliteRestore(file, data, false);
  }

  static CopyException refused(Reason reason, SqliteRestore restore) {
    CopyException refusal = assertThrows(CopyException.class, restore::run);
    assertEquals(reason, refusal.reason());
    return refusal;
  }

  /** A data directory whose write-ahead log has events that the database file lacks. */
  final Path killedServer() throws IOException {
    Path killed = parent.resolve("killed");
    try (OtherProcess server = OtherProcess.start(AppendsUntilKilled.class, killed.toString())) {
      for (int i = 0; i < 20; i++) {
        server.line();
      }
      server.kill();
    }
    return killed;
  }

  static void fill(Path directory, String text) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      result(storage.messages().open(LOBBY));
      result(storage.messages().append(append(LOBBY, 0, text)));
    }
  }

  static List<String> texts(Path directory) {
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      return Appends.texts(storage.messages(), LOBBY);
    }
  }

  static void execute(Path database, String command) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
