package chat.charla.server.grpc;

import chat.charla.server.admin.Administration;
import java.util.function.Predicate;

/**
 * What the service of administrators needs.
 *
 * @param administration carries out the calls
 * @param isToken tells whether a text is the administration token, which the calls must carry
 */
public record AdminCalls(Administration administration, Predicate<String> isToken) {}
