package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Searches the heap of a server process. */
final class HeapSearch {
  private HeapSearch() {}

  /**
   * Waits until the heap has none of these secrets. The server collects its garbage before each
   * dump.
   *
   * @param known a text that is in the heap
   * @param dump the file for the dumps
   */
  static void awaitNone(
      List<String> secrets, Secrets names, String known, ServerProgram server, Path dump)
      throws IOException {
    Set<String> found = new LinkedHashSet<>();
    Patience.await(
        "a heap without secrets",
        Patience.LIMIT,
        () -> {
          dumpHeap(server, dump);
          String heap = new String(read(dump), StandardCharsets.ISO_8859_1);
          assertTrue(heap.contains(known), "the heap was searched");
          found.clear();
          secrets.stream().filter(heap::contains).map(names::name).forEach(found::add);
          return found.isEmpty();
        },
        () -> "the heap has " + found);
    Files.delete(dump);
  }

  private static void dumpHeap(ServerProgram server, Path file) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Files.deleteIfExists(file);
      Process dump =
          new ProcessBuilder(
                  jcmd.toString(), Long.toString(server.pid()), "GC.heap_dump", file.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertTrue(dump.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
      assertEquals(0, dump.exitValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
