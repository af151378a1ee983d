package chat.charla.server.limit;

import java.time.Duration;
import java.util.Map;

/**
 * The rate limits.
 *
 * @param perSession the rates of one identity; a missing quota has no limit
 * @param perAddress the rates of all clients of one address; a shorter {@link Prefix} has a
 *     multiple of them; a missing quota has no limit
 * @param floodRefusals how many refusals within one retry delay a session may get before it counts
 *     as flooding; 0 for no limit
 * @param floodPause how long every action of a flooding session is refused; at most a day
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
   * @throws IllegalArgumentException if a value is out of range
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

  /** The rate of one identity for this quota. */
  public Rate perSession(Quota quota) {
    return perSession.getOrDefault(quota, Rate.UNLIMITED);
  }
}
