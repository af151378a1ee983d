package chat.charla.cli.output;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** Formats times for programs. */
final class Times {
  private static final double NANOS_PER_MILLI = 1e6;

  private Times() {}

  /** Formats a time as RFC 3339 does, in UTC, with the server's precision. */
  static String rfc3339(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }

  static double millis(Duration duration) {
    return duration.toNanos() / NANOS_PER_MILLI;
  }
}
