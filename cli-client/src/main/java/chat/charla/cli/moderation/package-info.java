/**
 * Words for the settings of rooms, and for roles, restrictions and their changes. {@link
 * chat.charla.cli.moderation.RoomWords} has the words for users, {@link
 * chat.charla.cli.moderation.Keywords} those that users and scripts type and that JSON contains,
 * and {@link chat.charla.cli.moderation.Spans} the lengths of time. {@link
 * chat.charla.cli.moderation.NamedMember} finds the user whom a name means.
 */
@NullMarked
package chat.charla.cli.moderation;

import org.jspecify.annotations.NullMarked;
