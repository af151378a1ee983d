package chat.charla.server.limit;

import java.util.Locale;

/** The kinds of actions that have separate rates. */
public enum Quota {
  /** Sends of new messages. */
  MESSAGES,
  /** Sends that post nothing new: repeated and refused ones. */
  REPEATS,
  /** All other commands and calls of a session. */
  COMMANDS,
  /** Attempts to join, with or without a token. */
  JOINS,
  /** Created identities; limited by address only. */
  USERS,
  /** Created rooms. */
  ROOMS,
  /**
   * Refused calls without a token, with an unknown one, or with that of an identity that has left;
   * limited by address only.
   */
  FAILURES,
  /** Names that are checked for clients without a token, in vain; limited by address only. */
  NAMES,
  /** Calls that clients behind a proxy cancel; limited by address only. */
  CANCELLATIONS;

  /** The value in a refusal's metadata. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
