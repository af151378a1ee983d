/**
 * What scripts do: {@link chat.charla.cli.script.ScriptSession} is an identity for the length of a
 * command, whose calls are single ones; {@link chat.charla.cli.script.Tail} follows a room. Nothing
 * here asks or waits for a person.
 */
@NullMarked
package chat.charla.cli.script;

import org.jspecify.annotations.NullMarked;
