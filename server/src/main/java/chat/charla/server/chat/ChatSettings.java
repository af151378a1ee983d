package chat.charla.server.chat;

import chat.charla.server.limit.RateSettings;
import java.time.Duration;

/**
 * The durations and limits of streams and memberships.
 *
 * @param lossDelay how long the loss of a stream must last before the server announces the loss; 0
 *     to announce it at once
 * @param openTimeout how long the server waits for a stream's first command; after that, it opens
 *     the stream as if the client had sent an empty {@code Open}
 * @param maxRoomsPerIdentity the largest number of rooms of one identity; at least 1
 * @param maxMemberships the largest number of memberships of all identities together, without those
 *     in the lobby; at least 1
 * @param rates the rate limits
 * @param welcome the greeting for clients that join
 */
public record ChatSettings(
    Duration lossDelay,
    Duration openTimeout,
    int maxRoomsPerIdentity,
    int maxMemberships,
    RateSettings rates,
    String welcome) {
  public ChatSettings {
    if (lossDelay.isNegative()) {
      throw new IllegalArgumentException("the loss delay must not be negative");
    }
    if (maxRoomsPerIdentity < 1 || maxMemberships < 1) {
      throw new IllegalArgumentException(
          "the limits of rooms and of memberships must be at least 1");
    }
  }
}
