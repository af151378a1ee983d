package chat.charla.server.identity;

/**
 * The result of a successful {@code Join}.
 *
 * @param token the session token of the identity
 */
public record Admitted(Identity identity, String token) {}
