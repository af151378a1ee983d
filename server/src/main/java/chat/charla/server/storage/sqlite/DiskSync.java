package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Waits until changes are on disk, so that a loss of power cannot undo them. */
final class DiskSync {
  private DiskSync() {}

  /**
   * Waits until the content of a file is on disk. SQLite must not have the file open in this
   * process.
   */
  static void file(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Waits until the names in a directory are on disk. Does nothing on Windows, where a directory
   * cannot be opened as a file.
   */
  static void directory(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
