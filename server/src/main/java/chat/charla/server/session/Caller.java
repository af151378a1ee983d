package chat.charla.server.session;

import chat.charla.server.limit.Origin;

/**
 * Who calls, as far as the transport knows.
 *
 * @param token what is to prove an identity; empty for none
 * @param origin where the call comes from
 */
public record Caller(String token, Origin origin) {}
