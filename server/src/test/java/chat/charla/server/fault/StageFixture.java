package chat.charla.server.fault;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One stage for all tests of a class. */
abstract class StageFixture {
  @TempDir static Path data;

  @SuppressWarnings("NullAway.Init")
  static Stage stage;

  @BeforeAll
  static void openStage() throws IOException {
    stage = Stage.open(data);
  }

  @AfterAll
  static void closeStage() {
    stage.close();
  }
}
