package chat.charla.server.storage.sqlite;

import chat.charla.server.files.OwnerOnlyFiles;
import chat.charla.server.storage.sqlite.CopyException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file that is not complete yet. It is in a directory {@code TARGET.partial} beside its target,
 * together with SQLite's temporary files. Only the owner can enter this directory. {@link
 * #complete} moves the file to its target atomically. {@link #close} deletes the directory.
 *
 * <p>A lock in that directory shows that the program which writes the file still runs. The
 * directory of a killed program is used again, so there is at most one directory for each target.
 */
final class PartialFile implements AutoCloseable {
  private static final String SUFFIX = ".partial";
  private static final String FILE = "charla.db";
  private static final String LOCK = "lock";

  private final Path target;
  private final Path directory;
  private final FileChannel lock;

  private PartialFile(Path target, Path directory, FileChannel lock) {
    this.target = target;
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Creates the directory, and in it an empty file.
   *
   * @param target the absolute path of the complete file
   * @throws CopyException if another program writes a file for the same target
   */
  static PartialFile create(Path target) throws IOException, CopyException {
    Path directory = target.resolveSibling(target.getFileName() + SUFFIX);
    try {
      OwnerOnlyFiles.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // The directory belongs to a program that was killed, or to one that still runs; the lock
      // shows which. A link could lead to any directory, whose files would be deleted.
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
    PartialFile partial = new PartialFile(target, directory, lock(target, directory));
    boolean created = false;
    try {
      DirectoryContent.delete(directory, name -> !name.equals(LOCK));
      OwnerOnlyFiles.createFile(partial.file());
      created = true;
      return partial;
    } finally {
      if (!created) {
        partial.close();
      }
    }
  }

  private static FileChannel lock(Path target, Path directory) throws IOException, CopyException {
    Path file = directory.resolve(LOCK);
    try {
      OwnerOnlyFiles.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // The lock file exists already, as the directory does.
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // This process holds the lock.
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new CopyException(Reason.TARGET_BUSY, target);
    }
    return channel;
  }

  /** The incomplete file. */
  Path file() {
    return directory.resolve(FILE);
  }

  /** Waits until the file is on disk, and moves it to the target, replacing a file there. */
  void complete() throws IOException {
    DiskSync.file(file());
    Files.move(file(), target, StandardCopyOption.ATOMIC_MOVE);
    DiskSync.directory(Objects.requireNonNull(target.getParent()));
  }

  @Override
  public void close() throws IOException {
    try (FileChannel released = lock) {
      DirectoryContent.delete(directory, name -> true);
      Files.deleteIfExists(directory);
    }
  }
}
