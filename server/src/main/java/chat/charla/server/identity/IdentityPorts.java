package chat.charla.server.identity;

/**
 * The ports through which this package calls the chat.
 *
 * @param home creates and removes the home of an identity
 * @param listener receives the changes of an identity that other users see
 * @param rates limits {@code Join} without a token
 */
public record IdentityPorts(IdentityHome home, IdentityListener listener, JoinRates rates) {}
