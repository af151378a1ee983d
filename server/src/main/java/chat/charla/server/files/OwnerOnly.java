package chat.charla.server.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;

/** Creates files and directories that only their owner can read, from the first moment. */
public final class OwnerOnly {
  private OwnerOnly() {}

  /** Creates an empty file, which must not exist. */
  public static void createFile(Path file) throws IOException {
    Files.createFile(file, permissions(file, "rw-------"));
  }

  /**
   * Writes a file atomically, and replaces an existing file. Another process must not write the
   * same file at the same time.
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      createFile(fresh);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("another process is writing " + fresh, e);
    }
    Files.write(fresh, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Creates a directory, which must not exist. */
  public static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, permissions(directory, "rwx------"));
  }

  /** Creates a directory and its parent directories, as far as they are missing. */
  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, permissions(directory, "rwx------"));
  }

  /**
   * Gives a file or directory that this process has created to the owner of a directory, if this
   * user has the permission. So a server can use files that root has restored. This method does not
   * follow links, because that owner could have created a link to any file.
   */
  public static void giveToOwnerOf(Path directory, Path file) {
    try {
      UserPrincipal owner = Files.getOwner(directory);
      FileOwnerAttributeView given =
          Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (given != null && !owner.equals(given.getOwner())) {
        given.setOwner(owner);
      }
    } catch (IOException e) {
      // This user is not root. If another user owns the directory, the operator must change the
      // owner of the file.
    }
  }

  /**
   * Gives an existing file to the owner of a directory, if the file is empty and this user has the
   * permission. So a server can use an empty file that root has created. Links, including hard
   * links, stay as they are, because the owner of the directory could have created them.
   */
  public static void giveEmptyToOwnerOf(Path directory, Path file) {
    try {
      Map<String, Object> found =
          Files.readAttributes(file, "unix:isRegularFile,size,nlink", LinkOption.NOFOLLOW_LINKS);
      if (found.equals(Map.of("isRegularFile", true, "size", 0L, "nlink", 1))) {
        giveToOwnerOf(directory, file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // If the server cannot use the file, it reports this when it opens the file.
    }
  }

  private static FileAttribute<?>[] permissions(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
