package chat.charla.server;

import chat.charla.server.options.BadOptionException;
import java.time.Duration;

/**
 * How long an identity keeps its name and its presence without a stream, and how long it exists
 * without a call.
 *
 * @param nameLease how long an identity without a stream keeps its name: 0 to 36,500 days
 * @param lossDelay how long the server waits before it tells others that a user has lost the
 *     connection: 0 to 36,500 days
 * @param lifetime how long the server keeps an identity after its last authenticated call: more
 *     than 0, and at most 36,500 days
 * @param massExpiryDelay how long the server keeps expired identities if many have expired
 *     together: 0 to 36,500 days
 */
public record IdentityTimes(
    Duration nameLease, Duration lossDelay, Duration lifetime, Duration massExpiryDelay) {
  private static final Duration MAX = Duration.ofDays(36_500);
  private static final String MAX_TEXT = "36500d";

  /**
   * Checks the ranges.
   *
   * @throws BadOptionException if a time is out of range
   */
  public IdentityTimes {
    check(nameLease, "--name-lease");
    check(lossDelay, "--announce-loss-after");
    BadOptionException.check(
        isInRange(lifetime) && !lifetime.isZero(),
        "option.positive",
        "--identity-lifetime",
        MAX_TEXT);
    check(massExpiryDelay, "--mass-expiry-delay");
  }

  private static void check(Duration time, String option) {
    BadOptionException.check(isInRange(time), "option.between", option, 0, MAX_TEXT);
  }

  private static boolean isInRange(Duration time) {
    return !time.isNegative() && time.compareTo(MAX) <= 0;
  }
}
