package chat.charla.server.session;

/**
 * The result of a successful {@code Join}.
 *
 * @param token the session token of the identity
 */
record Admitted(Identity identity, String token) {}
