/**
 * The commands, one small class each, and what they share: {@link chat.charla.cli.command.Context}
 * is the environment in which they run, {@link chat.charla.cli.command.ServerOptions} and {@link
 * chat.charla.cli.command.IdentityOptions} are options, {@link
 * chat.charla.cli.command.SettingsFirst} applies the user's settings to those marked {@link
 * chat.charla.cli.command.Settable}, {@link chat.charla.cli.command.Problems} reports each failure
 * as one line and an exit code of {@link chat.charla.cli.command.ExitCode}.
 */
@NullMarked
package chat.charla.cli.command;

import org.jspecify.annotations.NullMarked;
