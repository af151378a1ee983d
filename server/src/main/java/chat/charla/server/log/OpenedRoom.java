package chat.charla.server.log;

/**
 * A room in the log.
 *
 * @param record empty if nothing is recorded. Must not be changed
 */
public record OpenedRoom(Tail tail, byte[] record) {}
