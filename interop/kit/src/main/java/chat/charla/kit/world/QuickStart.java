package chat.charla.kit.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * An archive of the classes that the server loads when it starts (class-data sharing), beside its
 * jar: each of some hundred servers then takes half the processor time to start. It is what a
 * server leaves that starts and stops. Java looks itself whether the archive is for this jar and
 * this Java, and starts as without it if not.
 */
final class QuickStart {
  private static final ConcurrentMap<Path, List<String>> OPTIONS = new ConcurrentHashMap<>();

  private QuickStart() {}

  /** The options of Java for this server. The first call makes the archive if it does not exist. */
  static List<String> options(Path jar) {
    return OPTIONS.computeIfAbsent(jar, QuickStart::prepare);
  }

  private static List<String> prepare(Path jar) {
    Path archive =
        jar.resolveSibling("charla-server-" + System.getProperty("java.vm.version") + ".jsa");
    try {
      if (!Files.exists(archive)
          || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
        train(jar, archive);
      }
      // Without a log, because it would say on the console that an archive does not fit.
      return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable");
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void train(Path jar, Path archive) throws IOException {
    // Elsewhere until it is whole, since others may be reading the one that is there.
    Path directory = Files.createTempDirectory(archive.getParent(), "archive-");
    Path made = directory.resolve("made");
    ServerProcess.start(
            jar,
            directory.resolve("data"),
            List.of(),
            List.of("-XX:ArchiveClassesAtExit=" + made, "-Xlog:disable"))
        .terminate();
    Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    Stage.delete(directory);
  }
}
