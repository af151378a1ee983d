/**
 * Refusals as values: an {@link Outcome} is a result or a {@link Refusal}, which says why the
 * server did not do what a client asked for. The contract lists the reasons.
 */
@NullMarked
package chat.charla.server.refusal;

import org.jspecify.annotations.NullMarked;
