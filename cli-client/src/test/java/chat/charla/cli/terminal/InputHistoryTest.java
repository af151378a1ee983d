package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputHistoryTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("state/charla/input-history");
  }

  @Test
  void savedLinesAreLoadedByTheNextProgram() {
    save("hola", "dos\nlíneas", "C:\\nuevo\\\\ y \\n", "👋");
    assertEquals(
        List.of("hola", "dos\nlíneas", "C:\\nuevo\\\\ y \\n", "👋"), new InputHistory(file).load());
  }

  @Test
  void onlyTheOwnerMayReadTheFile() throws IOException {
    Assumptions.assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "this file system has no POSIX permissions");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "de antes\n");
    Files.setPosixFilePermissions(
        file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OTHERS_READ));
    save("hola");
    assertEquals(
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
        Files.getPosixFilePermissions(file));
    assertEquals(List.of("de antes", "hola"), new InputHistory(file).load());
  }

  @Test
  void twoProgramsShareOneFile() {
    InputHistory one = new InputHistory(file);
    InputHistory other = new InputHistory(file);
    one.add("uno");
    other.add("dos");
    one.save();
    other.save();
    one.add("tres");
    one.save();
    assertEquals(List.of("uno", "dos", "tres"), new InputHistory(file).load());
  }

  @Test
  void onlyTheNewestAreKept() {
    save(IntStream.rangeClosed(1, 1500).mapToObj(Integer::toString).toArray(String[]::new));
    List<String> lines = new InputHistory(file).load();
    assertEquals(InputHistory.MAX_LINES, lines.size());
    assertEquals("501", lines.get(0));
    assertEquals("1500", lines.get(lines.size() - 1));

    String large = "x".repeat(InputHistory.MAX_LENGTH / 2);
    save(large + 1, large + 2);
    assertEquals(List.of(large + 2), new InputHistory(file).load());
  }

  @Test
  void invalidFileIsReplaced() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {(byte) 0xFF, 'a', '\n', 'b', '\\', '\n', 0, 27, '[', 'J', '\n'});
    assertEquals(List.of("b\\", "\0\u001b[J"), new InputHistory(file).load());

    Files.write(file, new byte[4 * InputHistory.MAX_LENGTH + 1]);
    assertEquals(List.of(), new InputHistory(file).load());
    save("hola");
    assertEquals(List.of("hola"), new InputHistory(file).load());

    Path notAFile = directory.resolve("state");
    InputHistory history = new InputHistory(notAFile);
    assertEquals(List.of(), history.load());
    history.add("x");
    history.save();
  }

  @Test
  void withoutAFileNothingIsSaved() throws IOException {
    InputHistory history = new InputHistory(null);
    history.add("hola");
    history.save();
    assertEquals(List.of(), history.load());
    assertFalse(Files.exists(file));
  }

  private void save(String... lines) {
    InputHistory history = new InputHistory(file);
    List.of(lines).forEach(history::add);
    history.save();
  }
}
