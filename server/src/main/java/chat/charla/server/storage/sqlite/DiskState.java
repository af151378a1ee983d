package chat.charla.server.storage.sqlite;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the disk of a file is the reason that the file cannot be used. */
enum DiskState {
  WRITABLE(""),
  FULL("Free space on the disk"),
  READ_ONLY("Choose another data directory, or make its disk writable");

  /**
   * With less free space a start may fail, because it unpacks a library of 1.3 MB and deletes it
   * again.
   */
  private static final long LEAST_BYTES = 4L << 20;

  private final String hint;

  DiskState(String hint) {
    this.hint = hint;
  }

  /** What the operator can do about the disk; empty if it is writable. */
  String hint() {
    return hint;
  }

  /** What the operator can do about the disk; {@code other} if the disk is writable. */
  String hintOr(String other) {
    return this == WRITABLE ? other : hint;
  }

  /**
   * The state of the disk that has this file or would have it. {@link #WRITABLE} if the state is
   * unknown.
   */
  static DiskState of(Path file) {
    Path existing = file.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      FileStore disk = Files.getFileStore(existing);
      if (disk.isReadOnly()) {
        return READ_ONLY;
      }
      // A file system that is not a disk, such as /proc, has no space at all.
      boolean full = disk.getTotalSpace() > 0 && disk.getUsableSpace() < LEAST_BYTES;
      return full ? FULL : WRITABLE;
    } catch (IOException e) {
      return WRITABLE;
    }
  }
}
