package chat.charla.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkFolderTest {
  @TempDir Path directory;

  @Test
  void aRunGetsAnEmptyFolderAfterAFailedRun() throws IOException {
    WorkFolder failed = WorkFolder.in(directory);
    Files.writeString(failed.path().resolve("charla.db"), "from the failed run");

    WorkFolder next = WorkFolder.in(directory);

    assertNotEquals(failed.path(), next.path());
    try (Stream<Path> files = Files.list(next.path())) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void otherFilesInTheDirectoryAreNotDeleted() throws IOException {
    Path letter = Files.writeString(directory.resolve("letter.txt"), "dear Luis");
    WorkFolder folder = WorkFolder.in(directory);
    Files.writeString(Files.createDirectories(folder.path().resolve("data")).resolve("x"), "y");

    folder.delete();

    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(letter), files.toList());
    }
  }

  @Test
  void aMissingDirectoryIsCreated() {
    WorkFolder folder = WorkFolder.in(directory.resolve("some").resolve("where"));
    assertEquals(directory.resolve("some").resolve("where"), folder.path().getParent());
  }
}
