package chat.charla.server.identity;

/**
 * Receives the changes of identities that others see. Called on the core within the change, so it
 * must not throw.
 */
public interface IdentityListener {

  /** An identity has been created. */
  void joined(Identity identity);

  /** An identity holds another name than before. */
  void renamed(Identity identity, String previousName);

  /** The lease of an identity has ended. It is about to lose its name. */
  void lapsed(Identity identity);
}
