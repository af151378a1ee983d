package chat.charla.server.storage.sqlite;

import static chat.charla.server.storage.sqlite.Appends.LOBBY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledServerTest {
  @TempDir private Path directory;

  @Test
  void acknowledgedEventsSurviveAKill() throws Exception {
    long acknowledged = 0;
    for (int run = 0; run < 2; run++) {
      try (OtherProcess server =
          OtherProcess.start(AppendsUntilKilled.class, directory.toString())) {
        for (int i = 0; i < 150; i++) {
          acknowledged = Long.parseLong(server.line());
        }
        server.kill();
      }
    }

    assertFalse(
        Files.exists(directory.resolve("native")),
        "the unpacked native library of SQLite was not deleted");
    try (SqliteStorage storage = new SqliteStorage(directory)) {
      storage.start();
      List<String> texts = Appends.texts(storage.messages(), LOBBY);
      assertTrue(texts.size() >= acknowledged, texts.size() + " of " + acknowledged);
      assertEquals(
          LongStream.rangeClosed(1, texts.size()).mapToObj(i -> "event " + i).toList(), texts);
    }
  }
}
