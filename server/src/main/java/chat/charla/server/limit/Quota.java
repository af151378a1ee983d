package chat.charla.server.limit;

import java.util.Locale;

/** The kinds of actions that have separate rates. */
public enum Quota {
  /** Sends of new messages. */
  MESSAGES,
  /**
   * The bytes that new messages add to the disk. Its rates are for a day or so, therefore it has
   * parts of its own: a session that has used up its bytes does not wait for half a day, and
   * sessions that one address creates all day do not get more from their first shares than the
   * address may use in a day.
   */
  BYTES(1000, 16_384),
  /** Sends that post nothing new: repetitions and refused sends. */
  REPEATS,
  /** Commands and calls of a session other than sends. */
  COMMANDS,
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
   * What part of a bucket must be full after it had too few tokens, before it accepts anything: 2
   * for a half.
   */
  int reopeningPart() {
    return reopeningPart;
  }

  /** What part of an address's bucket one session may use at once of its own share. */
  int burstPart() {
    return burstPart;
  }

  /** The name of the quota in a refusal's metadata. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
