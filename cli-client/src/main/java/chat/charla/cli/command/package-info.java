/**
 * The commands, one small class each, and what they share: {@link chat.charla.cli.command.Context}
 * is the world they run in, {@link chat.charla.cli.command.ServerOptions} and {@link
 * chat.charla.cli.command.IdentityOptions} are options, {@link
 * chat.charla.cli.command.SettingsFirst} gives those marked {@link
 * chat.charla.cli.command.Settable} what the user's settings say, {@link
 * chat.charla.cli.command.Problems} puts everything that goes wrong into one line and an exit code
 * of {@link chat.charla.cli.command.ExitCode}.
 */
@NullMarked
package chat.charla.cli.command;

import org.jspecify.annotations.NullMarked;
