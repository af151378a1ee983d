/**
 * The scenarios. Each tests one way in which a client can break a promise. {@link
 * chat.charla.kit.scenario.Scenarios} lists them. One class contains the scenarios of one theme.
 * {@link chat.charla.kit.scenario.Arithmetic} checks what must hold after every scenario.
 */
@NullMarked
package chat.charla.kit.scenario;

import org.jspecify.annotations.NullMarked;
