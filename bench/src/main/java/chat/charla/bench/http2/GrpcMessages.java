package chat.charla.bench.http2;

import chat.charla.bench.BenchFailure;
import java.util.Arrays;

/**
 * Reassembles the messages of one stream. A message may begin and end anywhere in DATA frames; a
 * message within one frame is passed on without a copy.
 */
final class GrpcMessages {
  private static final int PREFIX_LENGTH = Frames.MESSAGE_PREFIX_LENGTH;
  private static final byte[] NOTHING = {};

  /**
   * The beginning of a message whose rest has not arrived yet. The array is used again for later
   * messages, so that the garbage collector has little to do.
   */
  private byte[] partial = NOTHING;

  private int partialLength;

  /** Processes the data of one frame, and passes on every message that this data completes. */
  void data(byte[] bytes, int from, int to, GrpcHandler handler) {
    int at = from;
    if (partialLength > 0) {
      at = complete(bytes, at, to, handler);
    }
    while (to - at >= PREFIX_LENGTH) {
      int end = at + PREFIX_LENGTH + messageLength(bytes, at);
      if (end > to) {
        break;
      }
      handler.message(bytes, at + PREFIX_LENGTH, end);
      at = end;
    }
    keep(bytes, at, to);
  }

  /** Whether a message has arrived only in part. */
  boolean incomplete() {
    return partialLength > 0;
  }

  /** Appends data to the partial message, and passes the message on once it is complete. */
  private int complete(byte[] bytes, int from, int to, GrpcHandler handler) {
    int at = from;
    if (partialLength < PREFIX_LENGTH) {
      int count = Math.min(PREFIX_LENGTH - partialLength, to - at);
      keep(bytes, at, at + count);
      at += count;
      if (partialLength < PREFIX_LENGTH) {
        return at;
      }
    }
    int whole = PREFIX_LENGTH + messageLength(partial, 0);
    int count = Math.min(whole - partialLength, to - at);
    keep(bytes, at, at + count);
    if (partialLength == whole) {
      partialLength = 0;
      handler.message(partial, PREFIX_LENGTH, whole);
    }
    return at + count;
  }

  private void keep(byte[] bytes, int from, int to) {
    int count = to - from;
    if (count == 0) {
      return;
    }
    int needed = partialLength + count;
    if (needed > partial.length) {
      int whole =
          partialLength >= PREFIX_LENGTH
              ? PREFIX_LENGTH + messageLength(partial, 0)
              : partialLength == 0 && count >= PREFIX_LENGTH
                  ? PREFIX_LENGTH + messageLength(bytes, from)
                  : PREFIX_LENGTH;
      partial = Arrays.copyOf(partial, Math.max(needed, whole));
    }
    System.arraycopy(bytes, from, partial, partialLength, count);
    partialLength = needed;
  }

  private static int messageLength(byte[] bytes, int at) {
    if (bytes[at] != 0) {
      throw new BenchFailure("a compressed message, or no message at all");
    }
    return Frames.intAt(bytes, at + 1);
  }
}
