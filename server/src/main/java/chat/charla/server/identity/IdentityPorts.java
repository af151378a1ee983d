package chat.charla.server.identity;

/**
 * What identities need of the chat.
 *
 * @param home what the chat keeps for an identity
 * @param listener receives the changes that others see
 * @param rates limits {@code Join} without a token
 */
public record IdentityPorts(IdentityHome home, IdentityListener listener, JoinRates rates) {}
