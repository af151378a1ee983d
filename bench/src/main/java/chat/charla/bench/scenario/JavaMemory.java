package chat.charla.bench.scenario;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Memory of a server in Java without its garbage. */
final class JavaMemory {
  private JavaMemory() {}

  /**
   * Collects the garbage, upon which Java returns the room to the system, and tells what is left in
   * RAM, in bytes.
   */
  static double liveBytes(ServerProcess server) {
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
        throw new BenchFailure("jcmd cannot make the server collect its garbage");
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
