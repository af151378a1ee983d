/**
 * What the user has set, and where their files are: {@link
 * chat.charla.cli.settings.UserDirectories} knows the places, {@link
 * chat.charla.cli.settings.PrivateFiles} writes what is nobody else's business.
 */
@NullMarked
package chat.charla.cli.settings;

import org.jspecify.annotations.NullMarked;
