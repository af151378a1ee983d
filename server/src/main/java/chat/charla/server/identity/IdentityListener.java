package chat.charla.server.identity;

/**
 * Receives the changes of an identity that other users see. Called on the core in the middle of a
 * change, so it must not throw.
 */
public interface IdentityListener {

  /** Called when an identity has been created. */
  void joined(Identity identity);

  /** Called when an identity has changed its name. */
  void renamed(Identity identity, String previousName);

  /** Called when the lease of an identity has ended, before a guest loses its name. */
  void lapsed(Identity identity);
}
