package chat.charla.server.room;

/**
 * The settings that apply to all rooms.
 *
 * @param retainMessages how many of the newest events of a room are kept at least; 0 to keep all
 * @param maxRooms the largest number of rooms
 * @param exemptIsOneAddress when nine tenths of {@code maxRooms} exist, the server limits the
 *     number of rooms that each address may create. True: all clients that are exempt from limits
 *     for addresses together count as one address. False: this limit does not apply to them.
 * @param maxPresenceDetail a room announces each change of presence while it has at most this many
 *     present users; a room with more announces only their number
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

  /** The same settings with another number of messages to keep. */
  RoomSettings withRetainMessages(long messages) {
    return new RoomSettings(textRules, messages, maxRooms, exemptIsOneAddress, maxPresenceDetail);
  }
}
