package chat.charla.server.delivery;

/** The wire form of an element of {@code EventBatch.events}: field 1, length, bytes. */
final class Framing {
  private static final byte EVENTS_TAG = 1 << 3 | 2;

  private Framing() {}

  /** The number of bytes of an element whose event has this length. */
  static int framedLength(int length) {
    return 1 + varintLength(length) + length;
  }

  /** Writes the element and returns the index after it. */
  static int write(byte[] event, byte[] target, int at) {
    int index = at;
    target[index++] = EVENTS_TAG;
    int rest = event.length;
    while (rest > 0x7f) {
      target[index++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[index++] = (byte) rest;
    System.arraycopy(event, 0, target, index, event.length);
    return index + event.length;
  }

  private static int varintLength(int value) {
    int length = 1;
    for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
      length++;
    }
    return length;
  }
}
