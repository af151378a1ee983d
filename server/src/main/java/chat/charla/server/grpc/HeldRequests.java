package chat.charla.server.grpc;

/**
 * Counts the memory of one call's requests, in bytes: data that has arrived and is not a complete
 * message yet, and commands that are not answered. Not thread-safe.
 */
final class HeldRequests {
  /** The overhead of a DATA frame in memory. */
  static final int FRAME_BYTES = 200;

  /** The length of the prefix of a gRPC message: the compression flag and the message length. */
  private static final int PREFIX_BYTES = 5;

  /** Bytes that have arrived and were not read as a message yet, and the memory held for them. */
  private long unread;

  private long unreadHeld;

  private int commands;
  private long commandsHeld;

  /** Counts bytes that have arrived; returns how much more memory is held. */
  long arrived(int bytes) {
    unread += bytes;
    unreadHeld += bytes + FRAME_BYTES;
    return bytes + FRAME_BYTES;
  }

  /**
   * A complete message of this many bytes was handed to the application; returns the memory that
   * was held for it.
   */
  long read(long bytes) {
    long part = Math.min(unread, bytes + PREFIX_BYTES);
    long held = unread == 0 ? 0 : unreadHeld * part / unread;
    unread -= part;
    unreadHeld -= held;
    return held;
  }

  /** Counts a command that holds this many bytes of memory until it is answered. */
  void commandTaken(long bytes) {
    commands++;
    commandsHeld += bytes;
  }

  /**
   * One of the commands is answered; returns how much less memory is held. It is not known which
   * one, so all are assumed to be of the same size.
   */
  long commandAnswered() {
    if (commands == 0) {
      return 0;
    }
    long part = commandsHeld / commands;
    commands--;
    commandsHeld -= part;
    return part;
  }
}
