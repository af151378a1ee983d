package chat.charla.cli.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Writes files that only their owner may read: where the file system knows permissions, only their
 * owner may read them, from the moment they exist.
 */
public final class PrivateFiles {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFiles() {}

  /** Makes a directory and those above it, unless they are there. Those made are the owner's. */
  public static void createDirectories(Path directory) throws IOException {
    // An existing one may be a symbolic link, which Files.createDirectories refuses.
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, permissions("rwx------"));
    }
  }

  /**
   * Writes a file, replacing one that is there: whoever reads it sees the old content or the new,
   * also after a crash in between. Its directory is made if it is missing.
   *
   * @throws FileSystemException if that fails; it names this file, and its cause says why
   */
  public static void write(Path file, byte[] content) throws IOException {
    put(file, content, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Writes a file that is not there yet, as {@link #write} does.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it is there; it is left alone then
   */
  public static void create(Path file, byte[] content) throws IOException {
    put(file, content);
  }

  private static void put(Path file, byte[] content, CopyOption... options) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException("no file: " + file);
    }
    try {
      createDirectories(directory);
      put(directory, absolute, content, options);
    } catch (FileAlreadyExistsException e) {
      throw absolute.toString().equals(e.getFile()) ? e : named(absolute, e);
    } catch (FileSystemException e) {
      throw named(absolute, e);
    }
  }

  /** The same failure, which names the file that the user knows, and no other one. */
  private static FileSystemException named(Path file, FileSystemException failure) {
    FileSystemException named = new FileSystemException(file.toString());
    named.initCause(failure);
    return named;
  }

  private static void put(Path directory, Path absolute, byte[] content, CopyOption... options)
      throws IOException {
    Path fresh = directory.resolve("." + absolute.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              permissions("rw-------"))) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(fresh, absolute, options);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
