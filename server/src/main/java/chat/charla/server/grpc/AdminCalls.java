package chat.charla.server.grpc;

import chat.charla.server.admin.Administration;
import java.util.function.Predicate;

/**
 * What {@link AdminService} needs.
 *
 * @param administration carries out the calls
 * @param isToken whether a text is the administration token, which each call must carry
 */
public record AdminCalls(Administration administration, Predicate<String> isToken) {}
