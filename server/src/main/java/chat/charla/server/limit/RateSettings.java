package chat.charla.server.limit;

import java.time.Duration;
import java.util.Map;

/**
 * How often things may be done.
 *
 * @param perSession by one identity; what is missing has no limit
 * @param perAddress by all who come from one address; a larger {@link Prefix} has its share of it;
 *     what is missing has no limit
 * @param floodRefusals how often a session may be refused in one wait before it counts as a flood;
 *     0 for as often as it likes
 * @param floodPause how long a session that floods is refused everything; up to a day
 */
public record RateSettings(
    Map<Quota, Rate> perSession,
    Map<Quota, Rate> perAddress,
    int floodRefusals,
    Duration floodPause) {
  /** No limit on anything. */
  public static final RateSettings UNLIMITED =
      new RateSettings(Map.of(), Map.of(), 0, Duration.ZERO);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is left
   */
  public RateSettings {
    perSession = Map.copyOf(perSession);
    perAddress = Map.copyOf(perAddress);
    if (floodRefusals < 0
        || floodPause.isNegative()
        || floodPause.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("flood settings out of range");
    }
  }

  /** How often one identity may do this. */
  public Rate perSession(Quota quota) {
    return perSession.getOrDefault(quota, Rate.UNLIMITED);
  }
}
