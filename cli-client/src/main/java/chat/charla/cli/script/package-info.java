/**
 * What scripts do. {@link chat.charla.cli.script.ScriptSession} is an identity for the length of a
 * command, and {@link chat.charla.cli.script.IdentityCalls} what it asks of the server; {@link
 * chat.charla.cli.script.History} reads what was, {@link chat.charla.cli.script.Follower} what is
 * and will be, {@link chat.charla.cli.script.Tail} of one timeline. Nothing here asks or waits for
 * a person.
 */
@NullMarked
package chat.charla.cli.script;

import org.jspecify.annotations.NullMarked;
