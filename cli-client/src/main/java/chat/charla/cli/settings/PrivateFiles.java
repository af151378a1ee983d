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
 * Writes files to which only their owner has access. No other user has access at any time, not even
 * while a file is created. This requires a file system that supports permissions.
 */
public final class PrivateFiles {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFiles() {}

  /**
   * Creates a directory and its parents if they are missing. Only the owner has access to the
   * directories that this method creates.
   */
  public static void createDirectories(Path directory) throws IOException {
    // An existing directory may be a symbolic link, which Files.createDirectories refuses.
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, permissions("rwx------"));
    }
  }

  /**
   * Writes a file atomically, and replaces an existing file: a reader sees either the old or the
   * new content, also after a crash. Creates the file's directory if it is missing.
   *
   * @throws FileSystemException if the file cannot be written; the exception names {@code file},
   *     and the exception's cause is the original failure
   */
  public static void write(Path file, byte[] content) throws IOException {
    put(file, content, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Writes a new file as {@link #write} does, but never replaces a file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the file exists, which is then unchanged
   */
  public static void create(Path file, byte[] content) throws IOException {
    put(file, content);
  }

  private static void put(Path file, byte[] content, CopyOption... options) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException("not a file: " + file);
    }
    try {
      createDirectories(directory);
      put(directory, absolute, content, options);
    } catch (FileAlreadyExistsException e) {
      throw absolute.toString().equals(e.getFile()) ? e : withName(absolute, e);
    } catch (FileSystemException e) {
      throw withName(absolute, e);
    }
  }

  /**
   * An exception that names this file instead of the temporary file. Its cause is {@code failure}.
   */
  private static FileSystemException withName(Path file, FileSystemException failure) {
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

  static FileAttribute<?>[] permissions(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
