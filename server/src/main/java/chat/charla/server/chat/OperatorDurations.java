package chat.charla.server.chat;

import chat.charla.server.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How long a suspension or a ban may last, and the format of its end in records. */
final class OperatorDurations {
  private static final Duration MAX = Duration.ofDays(3650);

  private OperatorDurations() {}

  /** The requested duration; empty if it is not more than 0, or more than 3650 days. */
  static Optional<Duration> parse(com.google.protobuf.Duration requested) {
    // Durations far outside of the range would overflow.
    if (Math.abs((double) requested.getSeconds()) > MAX.toSeconds() || requested.getNanos() < 0) {
      return Optional.empty();
    }
    Duration duration = Duration.ofSeconds(requested.getSeconds(), requested.getNanos());
    boolean inRange = !duration.isNegative() && !duration.isZero() && duration.compareTo(MAX) <= 0;
    return inRange ? Optional.of(duration) : Optional.empty();
  }

  static Refusal refusal() {
    return Refusal.argument("duration", "must be more than 0 and at most 3650 days");
  }

  /** The time in RFC 3339, without fractions of a second. */
  static String format(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
