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
public final class OwnerOnlyFiles {
  private OwnerOnlyFiles() {}

  /** Creates an empty file, which must not exist. */
  public static void createFile(Path file) throws IOException {
    Files.createFile(file, permissions(file, "rw-------"));
  }

  /**
   * Writes a file atomically, and replaces an existing file. Another process must not write the
   * same file at the same time.
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path newFile = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(newFile);
    try {
      createFile(newFile);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("another process is writing " + newFile, e);
    }
    Files.write(newFile, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(newFile, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Creates a directory, which must not exist. */
  public static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, permissions(directory, "rwx------"));
  }

  /** Creates a directory and its parent directories, unless they exist. */
  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, permissions(directory, "rwx------"));
  }

  /**
   * Makes the owner of a directory the owner of a file or directory that this process has created,
   * if this user has the permission. So a server can use files that root has restored. This method
   * does not follow links, because the owner of the directory could have created a link to any
   * file.
   */
  public static void giveToOwnerOf(Path directory, Path file) {
    try {
      UserPrincipal owner = Files.getOwner(directory);
      FileOwnerAttributeView view =
          Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      if (view != null && !owner.equals(view.getOwner())) {
        view.setOwner(owner);
      }
    } catch (IOException e) {
      // This user is not root. If another user owns the directory, the operator must change the
      // owner of the file.
    }
  }

  /**
   * Makes the owner of a directory the owner of an existing file, if the file is empty and this
   * user has the permission. So a server can use an empty file that root has created. This method
   * does not change links, including hard links, because the owner of the directory could have
   * created them.
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
