package chat.charla.server.identity;

import chat.charla.server.identity.Identity.Session;

/**
 * The result of a call that gives a client a session.
 *
 * @param token the token of the session
 */
public record SessionGrant(Session session, String token) {
  /** The identity whose session this is. */
  public Identity identity() {
    return session.identity();
  }
}
