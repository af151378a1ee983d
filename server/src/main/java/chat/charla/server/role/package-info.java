/**
 * The state of a room: its settings, and the roles and restrictions of its users.
 *
 * <p>Only events of the room's timeline change a {@link RoomState}. The server also stores the
 * state beside the events, so that it need not read them when it starts. {@link MemberRules}
 * decides what one user may do to another, and {@link SettingsRules} which settings a user may
 * change: each turns a request into an event, a refusal, or nothing if the state is as requested
 * already.
 *
 * <p>This package uses no identities, streams or storage. The core, the serial executor that makes
 * all decisions, owns each {@link RoomState}; all other objects are immutable.
 */
@NullMarked
package chat.charla.server.role;

import org.jspecify.annotations.NullMarked;
