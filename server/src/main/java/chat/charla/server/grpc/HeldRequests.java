package chat.charla.server.grpc;

/**
 * Counts what is held of one call's requests, in bytes: what has arrived and is no whole message
 * yet, and commands that are not answered. For one thread.
 */
final class HeldRequests {
  /** What is kept for a DATA frame besides its bytes. */
  static final int FRAME_BYTES = 200;

  /** The flag and the length before each gRPC message. */
  private static final int PREFIX_BYTES = 5;

  /** Bytes that are no whole message yet, and what is held for them. */
  private long unread;

  private long unreadHeld;

  private long lastMessageHeld;
  private int commands;
  private long commandsHeld;

  /** So many bytes have arrived; returns how much more is held for them. */
  long arrived(int bytes) {
    unread += bytes;
    unreadHeld += bytes + FRAME_BYTES;
    return bytes + FRAME_BYTES;
  }

  /** A message of so many bytes is whole, and handed on; returns how much was held for it. */
  long read(long bytes) {
    long part = Math.min(unread, bytes + PREFIX_BYTES);
    lastMessageHeld = unread == 0 ? 0 : unreadHeld * part / unread;
    unread -= part;
    unreadHeld -= lastMessageHeld;
    return lastMessageHeld;
  }

  /** The last message is a command, and is held until it is answered; returns how much that is. */
  long commandTaken() {
    commands++;
    commandsHeld += lastMessageHeld;
    return lastMessageHeld;
  }

  /**
   * One of the commands is answered; returns how much less is held. Which one is not known: they
   * are taken to be of one size.
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
