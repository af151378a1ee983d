package chat.charla.server.limit;

import java.util.Locale;

/** The kinds of actions that have separate rates. */
public enum Quota {
  /** Sends of new messages. */
  MESSAGES,
  /**
   * The bytes that new messages add to the disk. The periods of these rates are about a day, so the
   * reopening part and the burst part differ from those of other quotas. The reopening part is
   * small, so that a session that has used up its bytes does not wait for half a day. The burst
   * part is small, so that an address cannot exceed its rate by creating new sessions all day, each
   * with a full bucket.
   */
  BYTES(1000, 16_384),
  /** Sends that post nothing new: repetitions and refused sends. */
  REPEATS,
  /** Commands and calls of a session other than sends. */
  COMMANDS,
  /**
   * Calls about the sessions of an account, and calls that delete the account. Limited by session
   * only, so that a thief of one session cannot keep the owner from revoking this session.
   */
  SESSIONS,
  /**
   * Calls about the invitations of a member. Limited by session and account, because these calls
   * write, and an account may have many sessions.
   */
  INVITATIONS,
  /** Attempts to join, with or without a token. */
  JOINS,
  /** Creations of identities. Limited by address only. */
  USERS,
  /** Creations of rooms. */
  ROOMS,
  /**
   * Refused calls without a valid token: the token is missing, unknown, or of an identity that has
   * left. Limited by address only.
   */
  FAILURES,
  /**
   * Checks of names for calls of Join that have no token and are then refused. Limited by address
   * only.
   */
  NAMES,
  /**
   * Attempts to show a password. Limited by address only. The reopening part is small, so that the
   * users of a large network do not wait long if all of them log in at once.
   */
  LOGINS(20, 100),
  /** Calls that clients behind a proxy cancel. Limited by address only. */
  CANCELLATIONS;

  private final int reopeningPart;
  private final int burstPart;

  Quota() {
    this(2, 100);
  }

  Quota(int reopeningPart, int burstPart) {
    this.reopeningPart = reopeningPart;
    this.burstPart = burstPart;
  }

  /**
   * A bucket that had too few tokens accepts uses again when it has refilled the fraction 1/{@code
   * reopeningPart} of its capacity.
   */
  int reopeningPart() {
    return reopeningPart;
  }

  /**
   * The capacity of a session's own bucket is the fraction 1/{@code burstPart} of the capacity of
   * the address's bucket.
   */
  int burstPart() {
    return burstPart;
  }

  /** The name of the quota in a refusal's metadata. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
