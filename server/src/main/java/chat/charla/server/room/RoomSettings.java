package chat.charla.server.room;

/**
 * The settings that apply to all rooms.
 *
 * @param retainMessages how many events each room keeps at least; 0 keeps all
 * @param maxRooms the largest number of rooms
 * @param exemptIsOneAddress whether all clients that are exempt from limits for addresses count as
 *     one address when the number of rooms is close to the largest; otherwise they may create all
 *     rooms
 * @param maxPresenceDetail in a room with more users present, events tell only their number
 */
public record RoomSettings(
    TextRules textRules,
    long retainMessages,
    int maxRooms,
    boolean exemptIsOneAddress,
    int maxPresenceDetail) {
  public RoomSettings {
    if (retainMessages < 0 || maxRooms < 1 || maxPresenceDetail < 0) {
      throw new IllegalArgumentException("room settings out of range");
    }
  }
}
