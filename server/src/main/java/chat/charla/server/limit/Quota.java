package chat.charla.server.limit;

import java.util.Locale;

/** What is counted, each by itself. */
public enum Quota {
  /** Messages that are to be posted. */
  MESSAGES,
  /** Sends that post nothing new: repetitions, and whatever is refused. */
  REPEATS,
  /** Everything else that is asked for under a session. */
  COMMANDS,
  /** Attempts to join, with a token or without. */
  JOINS,
  /** Identities that are made; only by addresses. */
  USERS,
  /** Rooms that are made. */
  ROOMS,
  /** Calls that prove no identity, or one that has ended; only by addresses. */
  FAILURES,
  /** Calls that clients behind a proxy take back; only by addresses. */
  CANCELLATIONS;

  /** By which clients are told. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
