package chat.charla.server.grpc;

import chat.charla.server.admin.AdminToken;
import chat.charla.server.admin.Administration;

/**
 * What the service of administrators needs.
 *
 * @param administration carries out the calls
 * @param token the token that the calls must carry
 */
public record AdminCalls(Administration administration, AdminToken token) {}
