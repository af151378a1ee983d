/**
 * The user's settings and files: {@link chat.charla.cli.settings.Settings} reads the environment
 * and the configuration file, and provides the {@link chat.charla.cli.settings.Origin} of each
 * value. {@link chat.charla.cli.settings.ServerAddress} is the address of a server. {@link
 * chat.charla.cli.settings.UserDirectories} locates the directories, {@link
 * chat.charla.cli.settings.PrivateFiles} writes files for the owner only, such as a {@link
 * chat.charla.cli.settings.TokenFile}, and {@link chat.charla.cli.settings.FileTrouble} explains
 * why a file cannot be written.
 */
@NullMarked
package chat.charla.cli.settings;

import org.jspecify.annotations.NullMarked;
