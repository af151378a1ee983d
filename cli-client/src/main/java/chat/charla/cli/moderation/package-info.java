/**
 * Words for the settings of rooms, and for roles, restrictions and their changes. {@link
 * chat.charla.cli.moderation.RoomWords} has the words that users read. {@link
 * chat.charla.cli.moderation.Keywords} has the words that users and scripts type and that JSON
 * contains. {@link chat.charla.cli.moderation.NamedMember} finds the user to whom a name refers.
 */
@NullMarked
package chat.charla.cli.moderation;

import org.jspecify.annotations.NullMarked;
