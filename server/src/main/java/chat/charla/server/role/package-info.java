/**
 * The state of a room: its settings, and the roles and restrictions of its users.
 *
 * <p>{@link RoomState} is what the events of the room's timeline amount to. It is changed by events
 * only, and stored as a snapshot beside them. {@link MemberRules} decides what one user may do to
 * another, and {@link SettingsRules} which settings a user may change: each turns a request into an
 * event, a refusal, or nothing if the state is as requested already.
 *
 * <p>This package knows no identities, streams and storage. The core, the serial executor that
 * makes all decisions, owns each {@link RoomState}; all other objects are immutable.
 */
@NullMarked
package chat.charla.server.role;

import org.jspecify.annotations.NullMarked;
