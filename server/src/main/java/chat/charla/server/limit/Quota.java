package chat.charla.server.limit;

import java.util.Locale;

/** The kinds of actions that have separate rates. */
public enum Quota {
  /** Sends of new messages. */
  MESSAGES,
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

  /** The name of the quota in a refusal's metadata. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
