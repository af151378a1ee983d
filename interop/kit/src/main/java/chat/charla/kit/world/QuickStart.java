package chat.charla.kit.world;

import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A class-data sharing archive of the classes that the server loads at its start and for the calls
 * of a scenario, stored beside the server's jar. A run starts some hundred servers; with the
 * archive, each of them takes half the processor time. To make the archive, this class starts a
 * server once, makes some calls, and stops the server. If the archive does not fit the jar or the
 * JVM, the JVM starts without it.
 */
final class QuickStart {
  private static final ConcurrentMap<Path, String[]> OPTIONS = new ConcurrentHashMap<>();

  private QuickStart() {}

  /**
   * The JVM options for this server. The first call makes the archive if it is missing or older
   * than the jar.
   */
  static String[] options(Path jar) {
    return OPTIONS.computeIfAbsent(jar, QuickStart::prepare);
  }

  private static String[] prepare(Path jar) {
    Path archive =
        jar.resolveSibling("charla-server-" + System.getProperty("java.vm.version") + ".jsa");
    try {
      if (!Files.exists(archive)
          || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
        train(jar, archive);
      }
      // The log is disabled, because the JVM would print that an archive does not fit.
      return new String[] {"-XX:SharedArchiveFile=" + archive, "-Xlog:disable"};
    } catch (IOException e) {
      return new String[0];
    }
  }

  private static void train(Path jar, Path archive) throws IOException {
    // The server writes another file first, because other processes may be reading the existing
    // archive.
    Path directory = Files.createTempDirectory(archive.getParent(), "archive-");
    Path made = directory.resolve("made");
    ServerProgram server =
        ServerProgram.jar(jar)
            .jvm("-Xmx256m", "-XX:ArchiveClassesAtExit=" + made, "-Xlog:disable")
            .data(directory.resolve("data"))
            .option("--registration", "open")
            .start();
    try (server) {
      makeCalls(server.port());
      server.terminate();
      server.exitCode();
    } catch (AssertionError failure) {
      throw new IOException(failure);
    }
    Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    Directories.delete(directory);
  }

  private static void makeCalls(int port) {
    String password = "three-blind-mice";
    try (OtherClient guest = OtherClient.join(port, "Luis");
        OtherClient account = OtherClient.register(port, "Ana", password)) {
      var ignoredToken = account.logIn(password);
      guest.open(1);
      account.enter("kitchen");
      account.say("text");
      account.tell(guest.id(), "text");
      guest.enterRoom("lobby");
      var ignoredEvents = guest.history("lobby");
      var ignoredPresence = guest.isPresent("Ana");
      guest.leave();
    }
  }
}
