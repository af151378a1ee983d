package chat.charla.server.years;

import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a subject needs in order to measure one server.
 *
 * @param jar the server's jar
 * @param directory an empty directory, which is deleted afterwards
 * @param isSmoke whether the run only shows that the subject works, within seconds
 * @param times the factor of all sizes, 1 or more; a smoke run ignores it
 */
record Trial(Path jar, Path directory, boolean isSmoke, int times) {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);

  /** The server's data directory, which does not exist at first. */
  Path data() {
    return directory.resolve("data");
  }

  /** A launch of the server on the data directory, as an operator would launch it. */
  ServerProgram.Launch launch() {
    return launch(data());
  }

  /** A launch of the server on a data directory, as an operator would launch it. */
  ServerProgram.Launch launch(Path data) {
    return ServerProgram.jar(jar).data(data).option("--quiet");
  }

  /** Starts the server on a data directory, and stops it in order when it listens. */
  void startAndStop(Path data) throws IOException {
    try (ServerProgram server = launch(data).start()) {
      server.port();
      stop(server);
    }
  }

  /** Stops the server in order, which also empties the write-ahead log. */
  static void stop(ServerProgram server) {
    server.terminate();
    if (server.exitCode() != 0) {
      throw new IllegalStateException("the server did not stop in order");
    }
  }

  /** Whether the server has this option or command. An older server may lack it. */
  boolean knows(String word) throws IOException, InterruptedException {
    return command("--help").output().contains(word);
  }

  /** Runs a command of the server's program, such as {@code check}, to its end. */
  Ended command(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of("-jar", jar.toString()));
    line.addAll(List.of(words));
    line.addAll(List.of("--lang", "en"));
    return Ended.run(COMMAND_LIMIT, line);
  }

  /** A size: the first number and its factor, or the second number in a smoke run. */
  int size(int full, int smoke) {
    return isSmoke ? smoke : full * times;
  }
}
