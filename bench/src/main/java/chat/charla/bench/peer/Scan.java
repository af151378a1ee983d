package chat.charla.bench.peer;

/** Searches in byte arrays. */
final class Scan {
  static final int NOT_FOUND = -1;

  private Scan() {}

  /** The index of the first byte that equals {@code wanted}, or {@link #NOT_FOUND}. */
  static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return NOT_FOUND;
  }

  /** The index of the first occurrence of {@code wanted}, or {@link #NOT_FOUND}. */
  static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
    for (int i = from; i <= to - wanted.length; i++) {
      if (startsWith(bytes, i, to, wanted)) {
        return i;
      }
    }
    return NOT_FOUND;
  }

  static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
    if (to - from < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[from + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Parses a decimal number. */
  static int decimal(byte[] bytes, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + bytes[i] - '0';
    }
    return value;
  }
}
