package chat.charla.server.session;

import chat.charla.server.limit.RateSettings;
import java.time.Duration;

/**
 * The durations and limits of identities and streams.
 *
 * @param nameLease how long an identity without a stream keeps its name
 * @param identityLifetime how long after its last authenticated call an identity expires
 * @param lossPatience how long a stream must be lost before that is announced; 0 to announce it at
 *     once
 * @param openTimeout how long a stream may stay without a command before it is opened as if by an
 *     empty {@code Open}
 * @param maxIdentities the largest number of identities, including those that have left
 * @param exemptIsOneAddress whether all clients that are exempt from limits for addresses count as
 *     one address when nine tenths of the identities exist; otherwise they are not refused then
 * @param maxRoomsPerIdentity the largest number of rooms of one identity
 * @param rates the rate limits
 * @param welcome the greeting for clients that join
 */
public record SessionSettings(
    Duration nameLease,
    Duration identityLifetime,
    Duration lossPatience,
    Duration openTimeout,
    int maxIdentities,
    boolean exemptIsOneAddress,
    int maxRoomsPerIdentity,
    RateSettings rates,
    String welcome) {
  public SessionSettings {
    if (nameLease.isNegative()
        || lossPatience.isNegative()
        || identityLifetime.isNegative()
        || identityLifetime.isZero()) {
      throw new IllegalArgumentException("durations must be positive");
    }
    if (maxIdentities < 1 || maxRoomsPerIdentity < 1) {
      throw new IllegalArgumentException("the limits must allow one identity and one room");
    }
  }
}
