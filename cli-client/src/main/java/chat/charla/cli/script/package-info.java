/**
 * The implementation of the commands for scripts. {@link chat.charla.cli.script.ScriptSession} is
 * an identity for the duration of a command, and {@link chat.charla.cli.script.IdentityCalls} its
 * unary calls; {@link chat.charla.cli.script.History} reads stored events, {@link
 * chat.charla.cli.script.Follower} follows all timelines of an identity, and {@link
 * chat.charla.cli.script.Tail} one timeline. The commands never ask the user a question.
 */
@NullMarked
package chat.charla.cli.script;

import org.jspecify.annotations.NullMarked;
