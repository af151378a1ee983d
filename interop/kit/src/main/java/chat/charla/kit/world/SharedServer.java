package chat.charla.kit.world;

import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server that several stages use at the same time. It runs until it is closed. Thread-safe. */
public final class SharedServer implements AutoCloseable {
  private final Path jar;
  private final Path directory;
  private final ServerProgram program;

  /** Starts the server on an empty directory. */
  public SharedServer(Path jar) throws IOException {
    this.jar = jar;
    this.directory = Files.createTempDirectory("charla-kit-");
    this.program = Stage.startServer(jar, data(), List.of());
  }

  Path jar() {
    return jar;
  }

  Path data() {
    return directory.resolve("data");
  }

  ServerProgram program() {
    return program;
  }

  @Override
  public void close() throws IOException {
    program.close();
    Directories.delete(directory);
  }
}
