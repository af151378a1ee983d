package chat.charla.server.years;

import chat.charla.testkit.ServerProgram;
import java.nio.file.Path;

/**
 * What a subject needs in order to measure one server.
 *
 * @param jar the server's jar
 * @param directory an empty directory, which is deleted afterwards
 * @param isSmoke whether the run only shows that the subject works, within seconds
 */
record Trial(Path jar, Path directory, boolean isSmoke) {

  /** The server's data directory, which does not exist at first. */
  Path data() {
    return directory.resolve("data");
  }

  /** A launch of the server on the data directory, as an operator would launch it. */
  ServerProgram.Launch launch() {
    return ServerProgram.jar(jar).data(data()).option("--quiet");
  }

  /** A size: the first number, or the second one in a smoke run. */
  int size(int full, int smoke) {
    return isSmoke ? smoke : full;
  }
}
