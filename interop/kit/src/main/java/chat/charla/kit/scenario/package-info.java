/**
 * The scenarios: one for each way in which a promise breaks. {@link
 * chat.charla.kit.scenario.Scenarios} lists them; each class beside it has those of one theme.
 * {@link chat.charla.kit.scenario.Arithmetic} is checked after every one of them.
 */
@NullMarked
package chat.charla.kit.scenario;

import org.jspecify.annotations.NullMarked;
