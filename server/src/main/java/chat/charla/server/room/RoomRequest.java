package chat.charla.server.room;

import chat.charla.server.limit.Origin;

/**
 * The request that creates a room.
 *
 * @param creatorId the id of the identity that asks for the room
 * @param origin the origin of the request
 */
public record RoomRequest(String creatorId, Origin origin) {}
