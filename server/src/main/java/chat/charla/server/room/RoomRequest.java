package chat.charla.server.room;

import chat.charla.server.limit.Origin;

/**
 * The request that creates a room.
 *
 * @param creatorId the id of the identity that requests the room
 * @param isAccount whether this identity is an account; if so, it becomes the owner of the room
 * @param origin the origin of the request
 */
public record RoomRequest(String creatorId, boolean isAccount, Origin origin) {}
