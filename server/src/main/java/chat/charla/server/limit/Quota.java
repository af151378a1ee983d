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
   * Refused calls without a valid token: without any, with an unknown one, or with a token of an
   * identity that has left. Limited by address only.
   */
  FAILURES,
  /**
   * Names that are checked for a Join without a token that is then refused; limited by address
   * only.
   */
  NAMES,
  /** Calls that clients behind a proxy cancel; limited by address only. */
  CANCELLATIONS;

  /** The value in a refusal's metadata. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
