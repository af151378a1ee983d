/**
 * The implementation of the commands for scripts. {@link chat.charla.cli.script.ScriptSession} is
 * an identity for the duration of a command, and {@link chat.charla.cli.script.IdentityCalls} its
 * unary calls; {@link chat.charla.cli.script.History} reads stored events, {@link
 * chat.charla.cli.script.Follower} follows all timelines of an identity, and {@link
 * chat.charla.cli.script.Tail} one timeline. No class of this package is interactive.
 */
@NullMarked
package chat.charla.cli.script;

import org.jspecify.annotations.NullMarked;
