package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ensures that only one server uses a directory. The operating system releases the lock when the
 * process ends, even if the process is killed. Any thread may take a lock and release it.
 *
 * <p>POSIX drops a process's lock on a file as soon as the process closes <em>any</em> descriptor
 * of that file. So a second attempt within this process must not open the file. Therefore this
 * class keeps a set of the directories that this process has locked, and refuses such an attempt.
 */
final class DirectoryLock implements AutoCloseable {
  private static final Set<Path> LOCKED_DIRECTORIES = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock for a server.
   *
   * @param directory the real path, without links
   * @param file the existing file to lock
   * @throws StorageException if another server holds the lock
   */
  static DirectoryLock acquire(Path directory, Path file) throws IOException {
    return acquire(directory, file, false);
  }

  /**
   * Takes the lock in order to read the directory. Until the lock is released, no server can take
   * the lock, but other processes can take it with this method. The method needs no permission to
   * write the file.
   *
   * @param directory the real path, without links
   * @param file the existing file to lock
   * @throws StorageException if a server holds the lock
   */
  static DirectoryLock acquireToRead(Path directory, Path file) throws IOException {
    return acquire(directory, file, true);
  }

  private static DirectoryLock acquire(Path directory, Path file, boolean shared)
      throws IOException {
    if (!LOCKED_DIRECTORIES.add(directory)) {
      throw inUse(directory);
    }
    FileChannel channel = null;
    boolean acquired = false;
    try {
      channel = FileChannel.open(file, shared ? StandardOpenOption.READ : StandardOpenOption.WRITE);
      if (channel.tryLock(0, Long.MAX_VALUE, shared) == null) {
        throw inUse(directory);
      }
      acquired = true;
      return new DirectoryLock(directory, channel);
    } finally {
      if (!acquired) {
        if (channel != null) {
          channel.close();
        }
        LOCKED_DIRECTORIES.remove(directory);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      LOCKED_DIRECTORIES.remove(directory);
    }
  }

  private static StorageException inUse(Path directory) {
    return new StorageException(
        "Data directory " + directory + " is in use by another server",
        "Stop that server, or choose another data directory",
        null);
  }
}
