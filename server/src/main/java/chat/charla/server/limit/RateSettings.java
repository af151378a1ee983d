package chat.charla.server.limit;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The rate limits.
 *
 * @param perSession the rates of one session, with counts of at most 2,147,483,647, which is the
 *     largest count in the contract; a missing quota has no limit
 * @param perAddress the rates of all clients of one address together; for a shorter {@link Prefix},
 *     they are multiplied by {@link Prefix.Size#share}; a missing quota has no limit
 * @param floodRefusals how many refusals a session may get for one quota while it is told to wait;
 *     a session that gets more floods the server; 0 for no limit
 * @param floodPause how long every action of a flooding session is refused; at most a day
 */
public record RateSettings(
    Map<Quota, Rate> perSession,
    Map<Quota, Rate> perAddress,
    int floodRefusals,
    Duration floodPause) {
  /** The rate of all sessions of an account together, as a multiple of the rate of one session. */
  private static final int ACCOUNT_FACTOR = 2;

  /** The rates of a server without options. */
  public static final RateSettings DEFAULT =
      new RateSettings(
          Map.of(
              Quota.MESSAGES, new Rate(100, Duration.ofSeconds(10)),
              Quota.BYTES, new Rate(200_000_000, Duration.ofDays(1)),
              Quota.REPEATS, new Rate(1000, Duration.ofSeconds(10)),
              Quota.COMMANDS, new Rate(200, Duration.ofSeconds(10)),
              Quota.SESSIONS, new Rate(20, Duration.ofMinutes(1)),
              Quota.INVITATIONS, new Rate(20, Duration.ofMinutes(1)),
              Quota.JOINS, new Rate(20, Duration.ofMinutes(1)),
              Quota.ROOMS, new Rate(20, Duration.ofHours(1))),
          Map.of(
              Quota.MESSAGES, new Rate(1000, Duration.ofSeconds(10)),
              Quota.BYTES, new Rate(1_000_000_000, Duration.ofDays(1)),
              Quota.REPEATS, new Rate(10_000, Duration.ofSeconds(10)),
              Quota.COMMANDS, new Rate(4000, Duration.ofSeconds(10)),
              Quota.JOINS, new Rate(600, Duration.ofMinutes(1)),
              Quota.USERS, new Rate(500, Duration.ofHours(1)),
              Quota.ROOMS, new Rate(60, Duration.ofHours(1)),
              Quota.FAILURES, new Rate(1000, Duration.ofMinutes(1)),
              Quota.NAMES, new Rate(1000, Duration.ofSeconds(6)),
              Quota.LOGINS, new Rate(120, Duration.ofMinutes(1))),
          256,
          Duration.ofSeconds(30));

  /** Settings without limits. */
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
    if (perSession.values().stream().anyMatch(rate -> rate.count() > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException("the rate of a session is out of range");
    }
    if (floodRefusals < 0
        || floodPause.isNegative()
        || floodPause.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("flood settings out of range");
    }
  }

  /**
   * The rates of all sessions of one account together: twice those of one session. {@link
   * Quota#SESSIONS} has no common rate.
   */
  Map<Quota, Rate> perAccount() {
    Map<Quota, Rate> rates = new EnumMap<>(Quota.class);
    perSession.forEach((quota, rate) -> rates.put(quota, rate.times(ACCOUNT_FACTOR)));
    rates.remove(Quota.SESSIONS);
    return rates;
  }

  /** The rate of one session for this quota. */
  public Rate perSession(Quota quota) {
    return perSession.getOrDefault(quota, Rate.UNLIMITED);
  }
}
