package chat.charla.server.room;

/**
 * What all rooms have in common.
 *
 * @param retainMessages how many events each keeps at least; 0 keeps all
 * @param maxRooms how many rooms there may be
 * @param exemptIsOneAddress whether those who have no limits for addresses count as one address
 *     when there are nearly as many; if not, they may make all rooms
 * @param maxPresenceDetail with more users present, only their number is told
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
