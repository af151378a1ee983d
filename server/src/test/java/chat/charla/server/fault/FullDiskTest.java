package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.process.Clients;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * The file system of the data directory is really full, so large writes fail, and small writes in
 * between succeed. The log has one line when the failures begin, and one line when they end.
 */
@Tag("fault-script")
@Timeout(10 * Patience.SECONDS)
class FullDiskTest {
  /**
   * Mounts a file system of 16 MiB at {@code $0}. A file takes 8 MiB of it until {@code $0.free}
   * exists.
   */
  private static final String ON_SMALL_DISK =
      """
      mount -t tmpfs -o size=16m none "$0" && head -c 8m /dev/zero >"$0/ballast" || exit 77
      (until [ -e "$0.free" ]; do sleep 0.1; done; rm "$0/ballast") </dev/null >/dev/null 2>&1 &
      exec "$@"
      """;

  private static final int REFUSALS = 300;
  private static final String LARGE = "x".repeat(4000);

  @TempDir private Path directory;

  @Test
  @Tag("fault:disk-really-full")
  void aFullDiskCausesFewLogLines() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    requireNamespaces(disk);
    try (ServerProgram server = start(disk);
        Clients clients = new Clients(server)) {
      RawClient ana = clients.join("Ana");
      int before = server.console().count();
      int refused = 0;
      while (refused < REFUSALS) {
        refused += isPosted(ana, LARGE) ? 0 : 1;
        refused += isPosted(ana, "short") ? 0 : 1;
      }

      List<String> lines = lines(server, before);
      assertEquals(1, times(lines, "The storage fails"), lines::toString);
      assertEquals(0, times(lines, "The storage works again"), lines::toString);
      assertTrue(lines.size() <= 6, lines::toString);

      Files.createFile(directory.resolve("disk.free"));
      Patience.await(
          "recovery",
          () ->
              isPosted(ana, "short")
                  && times(lines(server, before), "The storage works again") == 1);
      assertEquals(1, times(lines(server, before), "The storage fails"));
      assertTrue(isPosted(ana, LARGE));
    } finally {
      Files.writeString(directory.resolve("disk.free"), "");
    }
  }

  private static ServerProgram start(Path disk) throws IOException {
    return ServerProgram.classPath()
        .under("unshare", "--map-root-user", "--mount", "sh", "-c", ON_SMALL_DISK, disk.toString())
        .data(disk)
        .option("--quiet", "--message-rate", "0", "--address-message-rate", "0")
        .start();
  }

  private static boolean isPosted(RawClient client, String text) {
    try {
      client.say(text);
      return true;
    } catch (StatusRuntimeException refused) {
      return false;
    }
  }

  /** The lines from this index on, without the lines of stack traces. */
  private static List<String> lines(ServerProgram server, int first) {
    List<String> all = server.console().all();
    return all.subList(first, all.size()).stream().filter(line -> !line.startsWith("\t")).toList();
  }

  private static long times(List<String> lines, String text) {
    return lines.stream().filter(line -> line.contains(text)).count();
  }

  private static void requireNamespaces(Path disk) throws InterruptedException {
    String why;
    try {
      Process attempt =
          new ProcessBuilder(
                  "unshare",
                  "--map-root-user",
                  "--mount",
                  "sh",
                  "-c",
                  "mount -t tmpfs -o size=1m none \"$0\"",
                  disk.toString())
              .redirectErrorStream(true)
              .start();
      why = new String(attempt.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (attempt.waitFor() == 0) {
        return;
      }
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    System.out.println("skipped: " + why);
    throw new TestAbortedException(why);
  }
}
