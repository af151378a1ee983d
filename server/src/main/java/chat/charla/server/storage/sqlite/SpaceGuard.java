package chat.charla.server.storage.sqlite;

import chat.charla.server.storage.sqlite.CopyException.Reason;
import java.nio.file.Path;
import java.util.List;

/** Prevents a copy from filling a disk: the copy must leave {@link #RESERVE_BYTES} free. */
final class SpaceGuard {
  /** The number of bytes that a copy leaves free, for a server that uses the same disk. */
  static final long RESERVE_BYTES = 64L << 20;

  private static final int MIB = 1 << 20;

  /** Returns the free space of disks. */
  interface FreeSpace {
    /** The free space on the disk of this directory, in bytes. */
    long bytes(Path directory);
  }

  private final FreeSpace free;

  SpaceGuard(FreeSpace free) {
    this.free = free;
  }

  /** Refuses a copy of this size in this directory if its disk has too little space. */
  void require(Path directory, long bytes) throws CopyException {
    long needed = bytes + RESERVE_BYTES;
    long available = free.bytes(directory);
    if (available < needed) {
      throw new CopyException(Reason.NO_SPACE, directory, mebibytes(needed), available / MIB);
    }
  }

  /**
   * Stops a copy if the disk of one of these directories gets full, even if another program fills
   * the disk.
   */
  void check(List<Path> directories) throws CopyException {
    for (Path directory : directories) {
      if (free.bytes(directory) < RESERVE_BYTES) {
        throw diskFull(directory);
      }
    }
  }

  /** The failure of a copy because this disk is full. */
  static CopyException diskFull(Path directory) {
    return new CopyException(Reason.SPACE_ENDS, directory, mebibytes(RESERVE_BYTES));
  }

  private static long mebibytes(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
