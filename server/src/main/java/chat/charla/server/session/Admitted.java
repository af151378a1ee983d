package chat.charla.server.session;

/**
 * What {@code Join} gives to its caller.
 *
 * @param token the session token of the identity
 */
record Admitted(Identity identity, String token) {}
