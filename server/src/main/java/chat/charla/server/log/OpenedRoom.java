package chat.charla.server.log;

/**
 * The tail of a room's timeline, and the record of the room.
 *
 * @param record empty if nothing has been recorded; must not be changed
 */
public record OpenedRoom(Tail tail, byte[] record) {}
