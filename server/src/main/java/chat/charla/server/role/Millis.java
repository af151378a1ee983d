package chat.charla.server.role;

import com.google.protobuf.Timestamp;

/** Converts the contract's timestamps to milliseconds since 1970, and back. */
final class Millis {
  private static final int NANOS = 1_000_000;
  private static final int PER_SECOND = 1000;

  private Millis() {}

  static long of(Timestamp time) {
    return time.getSeconds() * PER_SECOND + time.getNanos() / NANOS;
  }

  static Timestamp timestamp(long millis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(millis, (long) PER_SECOND))
        .setNanos((int) Math.floorMod(millis, (long) PER_SECOND) * NANOS)
        .build();
  }
}
