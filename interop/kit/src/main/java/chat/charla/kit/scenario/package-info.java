/**
 * The scenarios: one for each way in which a client can break a promise. {@link
 * chat.charla.kit.scenario.Scenarios} lists them; each other class has those of one theme. {@link
 * chat.charla.kit.scenario.Arithmetic} checks what must hold after every scenario.
 */
@NullMarked
package chat.charla.kit.scenario;

import org.jspecify.annotations.NullMarked;
