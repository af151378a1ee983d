/**
 * The output of commands for programs. {@link chat.charla.cli.output.Output} is the interface that
 * the commands share. {@link chat.charla.cli.output.TextOutput} writes lines of fields, and {@link
 * chat.charla.cli.output.JsonOutput} JSON Lines. The JSON objects are a public interface. {@code
 * docs/scripting.md} and the JSON schema {@code docs/events.schema.json} describe them.
 */
@NullMarked
package chat.charla.cli.output;

import org.jspecify.annotations.NullMarked;
