package chat.charla.server.identity;

/**
 * What this package needs from the chat.
 *
 * @param home creates and removes what the chat has for an identity
 * @param listener receives the changes of an identity that other users see
 * @param rates limits {@code Join} without a token
 */
public record IdentityPorts(IdentityHome home, IdentityListener listener, JoinRates rates) {}
