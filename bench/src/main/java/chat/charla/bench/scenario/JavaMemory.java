package chat.charla.bench.scenario;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.process.PeerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Measures the memory that a Java server uses when it has no garbage. */
final class JavaMemory {
  private JavaMemory() {}

  /**
   * Triggers a full garbage collection, after which Java gives free memory back to the system.
   * Returns the resident memory after that, in bytes.
   */
  static double liveBytes(PeerProcess server) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> command = List.of(jcmd.toString(), Long.toString(server.pid()), "GC.run");
    try {
      int status =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new BenchFailure("jcmd could not trigger a garbage collection of the server");
      }
      return server.residentBytes();
    } catch (IOException e) {
      throw new BenchFailure("this Java has no jcmd: a JDK is needed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted", e);
    }
  }
}
