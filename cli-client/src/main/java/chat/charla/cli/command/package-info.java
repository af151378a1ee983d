/**
 * The commands, one small class each. {@link chat.charla.cli.command.CharlaCommand} is the root
 * command, which lists the other commands. The other commands see it only as their {@link
 * chat.charla.cli.command.Invocation}. The commands share {@link chat.charla.cli.command.Context},
 * the environment in which they run; {@link chat.charla.cli.command.ServerOptions} and {@link
 * chat.charla.cli.command.IdentityOptions}; {@link chat.charla.cli.command.ScriptCommand}, which
 * opens a session; {@link chat.charla.cli.command.AccountCommand} and {@link
 * chat.charla.cli.command.OperatorCommand}, which connect to the server; {@link
 * chat.charla.cli.command.SettingsFirst}, which applies the user's settings to the options marked
 * {@link chat.charla.cli.command.Settable}; and {@link chat.charla.cli.command.Problems}, which
 * reports each failure by a message and an exit code of {@link chat.charla.cli.command.ExitCode}.
 */
@NullMarked
package chat.charla.cli.command;

import org.jspecify.annotations.NullMarked;
