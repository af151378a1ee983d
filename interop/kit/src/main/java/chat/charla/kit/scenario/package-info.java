/**
 * The scenarios. Each tests one way in which a client can break a promise. {@link
 * chat.charla.kit.scenario.Scenarios} lists them. The scenarios of one theme are in one class.
 * {@link chat.charla.kit.scenario.Invariants} checks what must hold after every scenario.
 */
@NullMarked
package chat.charla.kit.scenario;

import org.jspecify.annotations.NullMarked;
