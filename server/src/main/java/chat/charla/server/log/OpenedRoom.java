package chat.charla.server.log;

/**
 * The tail of a room's timeline, and the record of the room.
 *
 * @param record the room's record; empty if nothing has been recorded; the array must not be
 *     changed
 */
public record OpenedRoom(Tail tail, byte[] record) {}
