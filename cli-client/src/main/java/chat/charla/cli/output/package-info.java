/**
 * The output of commands for programs. {@link chat.charla.cli.output.Output} is the interface that
 * all commands share; {@link chat.charla.cli.output.TextOutput} writes lines of fields, {@link
 * chat.charla.cli.output.JsonOutput} JSON Lines. The JSON objects are a public interface, described
 * in {@code docs/scripting.md} and by the JSON schema {@code docs/events.schema.json}.
 */
@NullMarked
package chat.charla.cli.output;

import org.jspecify.annotations.NullMarked;
