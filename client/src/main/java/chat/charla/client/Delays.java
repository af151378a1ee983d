package chat.charla.client;

import java.time.Duration;

/** Delays that a server asks for. */
final class Delays {
  /** Beyond this a delay is taken for a mistake; it also keeps nanoseconds within a long. */
  private static final long MAX_SECONDS = 24 * 60 * 60;

  private Delays() {}

  static Duration fromProto(com.google.protobuf.Duration delay) {
    return of(delay.getSeconds(), delay.getNanos());
  }

  /** The delay, brought into the range from zero to a day. */
  static Duration of(long seconds, int nanos) {
    if (seconds < 0 || nanos < 0 || nanos > 999_999_999) {
      return Duration.ZERO;
    }
    return seconds >= MAX_SECONDS
        ? Duration.ofSeconds(MAX_SECONDS)
        : Duration.ofSeconds(seconds, nanos);
  }
}
