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
 * @param maxMemberships the largest number of memberships of all identities together, apart from
 *     those of the lobby
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
    int maxMemberships,
    RateSettings rates,
    String welcome) {
  /** The default of {@code maxIdentities} with enough memory. */
  private static final int MOST_IDENTITIES = 100_000;

  /** The default of {@code maxMemberships} with enough memory. */
  private static final int MOST_MEMBERSHIPS = 10_000_000;

  /** Identities may fill one part in this many of the heap, and so may memberships. */
  private static final int HEAP_PARTS = 8;

  /** An identity took 2.2 KiB at a start; a long name, and its rates, can take as much again. */
  private static final int IDENTITY_BYTES = 4096;

  /** Measured: 110 bytes after a restart, and 40 more if the member is present. */
  private static final int MEMBERSHIP_BYTES = 128;

  /** The default of {@code maxIdentities} with a heap of this many bytes. */
  public static int defaultIdentities(long heapBytes) {
    return fitting(heapBytes, IDENTITY_BYTES, MOST_IDENTITIES);
  }

  /** The default of {@code maxMemberships} with a heap of this many bytes. */
  public static int defaultMemberships(long heapBytes) {
    return fitting(heapBytes, MEMBERSHIP_BYTES, MOST_MEMBERSHIPS);
  }

  private static int fitting(long heapBytes, int bytes, int most) {
    return (int) Math.max(1, Math.min(most, heapBytes / HEAP_PARTS / bytes));
  }

  public SessionSettings {
    if (nameLease.isNegative()
        || lossPatience.isNegative()
        || identityLifetime.isNegative()
        || identityLifetime.isZero()) {
      throw new IllegalArgumentException("durations must be positive");
    }
    if (maxIdentities < 1 || maxRoomsPerIdentity < 1 || maxMemberships < 1) {
      throw new IllegalArgumentException("the limits must allow one identity and one room");
    }
  }
}
