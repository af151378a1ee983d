package chat.charla.server.session;

import chat.charla.server.limit.Origin;
import chat.charla.server.memory.CallMemory;

/**
 * Who calls, as far as the transport knows.
 *
 * @param token what is to prove an identity; empty for none
 * @param origin where the call comes from
 * @param memory what the server holds for the call
 */
public record Caller(String token, Origin origin, CallMemory memory) {}
