package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the disk of a file can be the reason that the file cannot be used. */
final class Disk {
  /** What the operator can do about a full disk. */
  static final String FREE_SPACE = "Free space on the disk";

  /**
   * With less free space a start may fail, because it unpacks a library of 1.3 MB and deletes it
   * again.
   */
  private static final long LEAST_BYTES = 4L << 20;

  private interface Question {
    boolean ask(FileStore disk) throws IOException;
  }

  private Disk() {}

  /**
   * Whether the disk that has this file or would have it has less than 4 MiB of free space. False
   * if that is unknown, and if only a quota or the number of files leaves no space.
   */
  static boolean isFull(Path file) {
    // A file system that is not a disk, such as /proc, has no space at all.
    return is(file, disk -> disk.getTotalSpace() > 0 && disk.getUsableSpace() < LEAST_BYTES);
  }

  /**
   * Whether the disk that has this file or would have it is read-only. Ask only if a write has
   * failed: on Linux, Java may take another mount of the same disk for the file's. False if that is
   * unknown.
   */
  static boolean isReadOnly(Path file) {
    return is(file, FileStore::isReadOnly);
  }

  private static boolean is(Path file, Question question) {
    Path existing = file.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return question.ask(Files.getFileStore(existing));
    } catch (IOException e) {
      return false;
    }
  }
}
