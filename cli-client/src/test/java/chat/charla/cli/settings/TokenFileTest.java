package chat.charla.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  @TempDir Path directory;

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void isCreatedForItsOwnerOnlyWithItsDirectory() throws IOException {
    Path inside = directory.resolve("new");
    TokenFile file = new TokenFile(inside.resolve("token"));
    assertFalse(file.exists());
    file.create("secret");
    assertEquals(Optional.of("secret"), file.read());
    assertFalse(file.isOpenToOthers());
    assertEquals("rw-------", permissions(file.path()));
    assertEquals("rwx------", permissions(inside));
  }

  @Test
  void isNeverReplaced() throws IOException {
    TokenFile file = new TokenFile(directory.resolve("token"));
    file.create("first");
    assertThrows(FileAlreadyExistsException.class, () -> file.create("second"));
    assertEquals(Optional.of("first"), file.read());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(file.path()), files.toList());
    }
  }

  @Test
  void failureNamesTheRequestedFile() throws IOException {
    Path noDirectory = Files.writeString(directory.resolve("file"), "");
    TokenFile file = new TokenFile(noDirectory.resolve("token"));
    FileSystemException failure =
        assertThrows(FileSystemException.class, () -> file.create("secret"));
    assertEquals(file.path().toString(), failure.getFile());
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void isOpenToOthersIfTheyCanReadOrWriteIt() throws IOException {
    TokenFile file = new TokenFile(directory.resolve("token"));
    file.create("secret");
    for (String open : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-")) {
      Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(open));
      assertTrue(file.isOpenToOthers(), open);
    }
  }

  @Test
  void invalidContentIsNoToken() throws IOException {
    TokenFile file = new TokenFile(directory.resolve("token"));
    for (String content : List.of("", "\n", "two words", "letra ñ", "a\nb", "\u0000")) {
      Files.writeString(file.path(), content);
      assertEquals(Optional.empty(), file.read());
    }
    Files.write(file.path(), new byte[] {(byte) 0xFF});
    assertEquals(Optional.empty(), file.read());
    Files.writeString(file.path(), " secret \r\n");
    assertEquals(Optional.of("secret"), file.read());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
