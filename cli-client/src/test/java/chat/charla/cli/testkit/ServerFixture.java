package chat.charla.cli.testkit;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Before each test, a server starts with an empty data directory; after it, the server stops. */
public abstract class ServerFixture {
  /** A directory for the test. It also contains the server's data. */
  @TempDir protected Path directory;

  protected TestServer server;

  @BeforeEach
  final void startServer() throws IOException {
    server = new TestServer(directory.resolve("data"));
  }

  @AfterEach
  final void stopServer() {
    server.close();
  }
}
