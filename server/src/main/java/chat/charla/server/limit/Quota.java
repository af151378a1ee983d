package chat.charla.server.limit;

import java.util.Locale;

/** What is counted, each by itself. */
public enum Quota {
  /** Messages that are to be posted. */
  MESSAGES,
  /** Everything else that is asked for under a session, and whatever no session is proven for. */
  COMMANDS,
  /** Attempts to join, with a token or without. */
  JOINS,
  /** Identities that are made; only by addresses. */
  USERS,
  /** Rooms that are made. */
  ROOMS;

  /** By which clients are told. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
