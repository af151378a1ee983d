package chat.charla.server;

import chat.charla.server.options.BadOptionException;

/**
 * How many identities, accounts, rooms and memberships a server has at most.
 *
 * @param identities 1 or more
 * @param accounts the largest number of accounts: 1 or more
 * @param rooms 1 or more
 * @param roomsPerUser the largest number of rooms of one identity: 1 or more
 * @param memberships the largest number of memberships of all identities together: 1 or more
 * @param presenceDetail the largest number of users present in a room for which the server sends
 *     each change of presence: 0 or more; with more users, the server sends only their number
 */
public record Capacity(
    int identities,
    int accounts,
    int rooms,
    int roomsPerUser,
    int memberships,
    int presenceDetail) {
  private static final long MIN_CURSORS = 1_000;

  /**
   * Checks the ranges.
   *
   * @throws BadOptionException if a number is out of range
   */
  public Capacity {
    BadOptionException.checkAtLeast(identities, 1, "--max-users");
    BadOptionException.checkAtLeast(accounts, 1, "--max-accounts");
    BadOptionException.checkAtLeast(rooms, 1, "--max-rooms");
    BadOptionException.checkAtLeast(presenceDetail, 0, "--max-presence-detail");
    BadOptionException.checkAtLeast(roomsPerUser, 1, "--max-rooms-per-user");
    BadOptionException.checkAtLeast(memberships, 1, "--max-memberships");
  }

  /**
   * The maximum number of cursors of an {@code Open}: 1,000 or more. A client may have cursors of
   * more rooms than {@link #roomsPerUser}, because the identity may have entered rooms when that
   * limit was higher, and may have left rooms.
   */
  public int cursors() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(MIN_CURSORS, 2L * roomsPerUser));
  }
}
