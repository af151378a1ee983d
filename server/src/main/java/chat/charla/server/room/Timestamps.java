package chat.charla.server.room;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Converts times from and to the type {@code Timestamp} of the contract. */
final class Timestamps {
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private Timestamps() {}

  static Timestamp of(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /**
   * The time in nanoseconds since 1970. This is exact for the years 1678 to 2261; a time outside of
   * these years becomes the nearest time that a {@code long} can represent.
   */
  static long toNanos(Timestamp time) {
    long seconds = TimeUnit.SECONDS.toNanos(time.getSeconds()); // saturates
    long sum = seconds + time.getNanos();
    return sum < seconds ? Long.MAX_VALUE : sum;
  }

  static Timestamp fromNanos(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(nanos, NANOS_PER_SECOND))
        .setNanos((int) Math.floorMod(nanos, NANOS_PER_SECOND))
        .build();
  }
}
