/**
 * What the user has set, and where their files are: {@link chat.charla.cli.settings.Settings} reads
 * the environment and the configuration file, and tells the {@link chat.charla.cli.settings.Origin}
 * of each value; {@link chat.charla.cli.settings.UserDirectories} knows the places, {@link
 * chat.charla.cli.settings.PrivateFiles} writes what is nobody else's business, such as a {@link
 * chat.charla.cli.settings.TokenFile}, and {@link chat.charla.cli.settings.FileTrouble} says why a
 * file cannot be written.
 */
@NullMarked
package chat.charla.cli.settings;

import org.jspecify.annotations.NullMarked;
