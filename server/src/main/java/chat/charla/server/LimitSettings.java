package chat.charla.server;

import chat.charla.server.grpc.ConnectionSettings;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import java.time.Duration;
import java.util.Map;

/**
 * Limits on what one client may use.
 *
 * @param rates rate limits, by session and by address
 * @param maxRoomsPerUser maximum number of rooms that one identity is a member of
 * @param maxMemberships maximum number of memberships of all identities together; 0 for as many as
 *     fit in the heap ({@link HeapDefaults})
 * @param connections limits on connections and their calls
 * @param memoryBytes the memory budget for the data of all peers together; 0 for {@link
 *     chat.charla.server.memory.MemoryBudget#defaultBytes}
 */
public record LimitSettings(
    RateSettings rates,
    int maxRoomsPerUser,
    int maxMemberships,
    ConnectionSettings connections,
    long memoryBytes) {
  /** The limits of a server that is given no options. */
  public static final LimitSettings DEFAULT =
      new LimitSettings(
          new RateSettings(
              Map.of(
                  Quota.MESSAGES, new Rate(100, Duration.ofSeconds(10)),
                  Quota.REPEATS, new Rate(1000, Duration.ofSeconds(10)),
                  Quota.COMMANDS, new Rate(200, Duration.ofSeconds(10)),
                  Quota.JOINS, new Rate(20, Duration.ofMinutes(1)),
                  Quota.ROOMS, new Rate(20, Duration.ofHours(1))),
              Map.of(
                  Quota.MESSAGES, new Rate(1000, Duration.ofSeconds(10)),
                  Quota.REPEATS, new Rate(10_000, Duration.ofSeconds(10)),
                  Quota.COMMANDS, new Rate(4000, Duration.ofSeconds(10)),
                  Quota.JOINS, new Rate(600, Duration.ofMinutes(1)),
                  Quota.USERS, new Rate(500, Duration.ofHours(1)),
                  Quota.ROOMS, new Rate(60, Duration.ofHours(1)),
                  Quota.FAILURES, new Rate(1000, Duration.ofMinutes(1)),
                  Quota.NAMES, new Rate(1000, Duration.ofSeconds(6))),
              256,
              Duration.ofSeconds(30)),
          100,
          0,
          ConnectionSettings.DEFAULT,
          0);

  private static final long LEAST_CURSORS = 1_000;

  public LimitSettings {
    if (maxRoomsPerUser < 1) {
      throw new IllegalArgumentException("--max-rooms-per-user must be 1 or more");
    }
    if (maxMemberships < 0) {
      throw new IllegalArgumentException("--max-memberships must be 1 or more");
    }
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("--memory-budget must be 0 or more");
    }
  }

  /**
   * The most cursors of an {@code Open}. A client may have cursors of more rooms than an identity
   * may be a member of: of rooms that the identity entered when the limit was higher, and of rooms
   * that the identity has left.
   */
  public int maxCursors() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_CURSORS, 2L * maxRoomsPerUser));
  }

  /** A copy with other rates. */
  public LimitSettings with(RateSettings other) {
    return new LimitSettings(other, maxRoomsPerUser, maxMemberships, connections, memoryBytes);
  }

  /** A copy with this memory budget, in bytes. */
  public LimitSettings withMemory(long bytes) {
    return new LimitSettings(rates, maxRoomsPerUser, maxMemberships, connections, bytes);
  }

  /** A copy with other limits on connections. */
  public LimitSettings with(ConnectionSettings other) {
    return new LimitSettings(rates, maxRoomsPerUser, maxMemberships, other, memoryBytes);
  }
}
