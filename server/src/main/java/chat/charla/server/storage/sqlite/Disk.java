package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out whether the disk of a file is full or read-only, so that the file cannot be used. */
final class Disk {
  /** What the operator can do about a full disk. */
  static final String FREE_SPACE = "Free space on the disk";

  /**
   * With less free space the server may fail to start, because it unpacks a library of 1.3 MB and
   * deletes it again.
   */
  private static final long LEAST_BYTES = 4L << 20;

  private interface Question {
    boolean ask(FileStore disk) throws IOException;
  }

  private Disk() {}

  /**
   * Whether there is less than 4 MiB of free space on the disk of this file, which need not exist.
   * The result is false if the free space is unknown, or if only a quota or the number of files
   * leaves no space.
   */
  static boolean isFull(Path file) {
    // A file system that is not a disk, such as /proc, has no space at all.
    return is(file, disk -> disk.getTotalSpace() > 0 && disk.getUsableSpace() < LEAST_BYTES);
  }

  /**
   * Whether the disk of this file, which need not exist, is read-only; false if this is unknown.
   * The caller must ask only after a write has failed, because on Linux, Java may confuse the
   * file's mount with another mount of the same disk.
   */
  static boolean isReadOnly(Path file) {
    return is(file, FileStore::isReadOnly);
  }

  /**
   * The space that this user may still fill on the disk of this file, which need not exist, in
   * bytes; {@link Long#MAX_VALUE} if the space is unknown. A quota may leave less.
   */
  static long freeBytes(Path file) {
    try {
      return Files.getFileStore(existing(file)).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private static boolean is(Path file, Question question) {
    try {
      return question.ask(Files.getFileStore(existing(file)));
    } catch (IOException e) {
      return false;
    }
  }

  private static Path existing(Path file) {
    Path existing = file.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }
}
