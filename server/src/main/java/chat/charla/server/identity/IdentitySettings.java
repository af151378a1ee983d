package chat.charla.server.identity;

import java.time.Duration;

/**
 * The durations and limits of identities.
 *
 * @param nameLease how long an identity without a stream holds its name; not negative
 * @param lifetime how long an identity may be silent before it expires; more than 0
 * @param massExpiryDelay how long the server keeps expired identities if many have expired
 *     together; not negative
 * @param maxIdentities the largest number of identities, including those that have left; at least 1
 * @param maxAccounts the largest number of accounts; at least 1
 * @param exemptIsOneAddress when nine tenths of {@code maxIdentities} or {@code maxAccounts} exist,
 *     the server limits the number of identities or accounts that each address may create. True:
 *     all clients that are exempt from limits for addresses together count as one address. False:
 *     this limit does not apply to them.
 */
public record IdentitySettings(
    Duration nameLease,
    Duration lifetime,
    Duration massExpiryDelay,
    int maxIdentities,
    int maxAccounts,
    boolean exemptIsOneAddress) {
  public IdentitySettings {
    if (nameLease.isNegative() || lifetime.isNegative() || lifetime.isZero()) {
      throw new IllegalArgumentException(
          "the lease must not be negative, and the lifetime must be positive");
    }
    if (massExpiryDelay.isNegative()) {
      throw new IllegalArgumentException("the delay of a mass expiry must not be negative");
    }
    if (maxIdentities < 1 || maxAccounts < 1) {
      throw new IllegalArgumentException(
          "the largest numbers of identities and accounts must be at least 1");
    }
  }
}
