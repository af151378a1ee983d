package chat.charla.client;

import java.time.Duration;

/** Converts delays that a server asks for. */
final class Delays {
  /**
   * The longest delay. A longer one is shortened to it, because it is probably a mistake, and its
   * nanoseconds might not fit into a long.
   */
  private static final long MAX_SECONDS = 24 * 60 * 60;

  private Delays() {}

  static Duration fromProto(com.google.protobuf.Duration delay) {
    return of(delay.getSeconds(), delay.getNanos());
  }

  /** The delay, clamped to the range from zero to one day. */
  static Duration of(long seconds, int nanos) {
    if (seconds < 0 || nanos < 0 || nanos > 999_999_999) {
      return Duration.ZERO;
    }
    return seconds >= MAX_SECONDS
        ? Duration.ofSeconds(MAX_SECONDS)
        : Duration.ofSeconds(seconds, nanos);
  }
}
