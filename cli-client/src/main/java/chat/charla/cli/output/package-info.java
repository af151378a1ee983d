/**
 * What commands print for programs. {@link chat.charla.cli.output.Output} is the vocabulary that
 * all of them share; {@link chat.charla.cli.output.TextOutput} writes it as lines of fields, {@link
 * chat.charla.cli.output.JsonOutput} as JSON Lines. The objects are a public interface: they are
 * described in {@code docs/scripting.md}, and by {@code docs/events.schema.json} for machines.
 */
@NullMarked
package chat.charla.cli.output;

import org.jspecify.annotations.NullMarked;
