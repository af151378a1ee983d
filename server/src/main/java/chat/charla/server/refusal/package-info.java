/**
 * Refusals as values: an {@link Outcome} is a result or a {@link Refusal}, which says why the
 * server has not carried out a request. The contract lists the reasons, and {@code
 * grpc.RefusalStatuses} has a status code for each. {@link RefusalCounts} counts the refusals that
 * clients get.
 */
@NullMarked
package chat.charla.server.refusal;

import org.jspecify.annotations.NullMarked;
