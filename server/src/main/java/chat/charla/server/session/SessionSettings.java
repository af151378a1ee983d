package chat.charla.server.session;

import chat.charla.server.limit.RateSettings;
import java.time.Duration;

/**
 * How long things last, and how many there may be.
 *
 * @param nameLease how long a name is kept without a stream
 * @param identityLifetime how long an identity lives after its last authenticated call
 * @param lossPatience how long a stream is lost before that is announced; 0 for at once
 * @param openTimeout how long a stream may be silent before it is opened as if asked to
 * @param maxIdentities how many identities there may be, those that have ended included
 * @param exemptIsOneAddress whether all clients without limits for addresses count as one address
 *     when nine tenths of the identities exist; if not, they are not refused then
 * @param maxRoomsPerIdentity how many rooms one identity may be in
 * @param rates how often things may be done
 * @param welcome the greeting for those who join
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
      throw new IllegalArgumentException("there must be room for one identity in one room");
    }
  }
}
