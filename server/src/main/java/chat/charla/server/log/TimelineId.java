package chat.charla.server.log;

/** Names one timeline: the timeline of a room, or the inbox of an identity. */
public record TimelineId(String value) {
  private static final String ROOM = "room:";
  private static final String INBOX = "inbox:";

  public TimelineId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("neither a room nor an inbox: " + value);
    }
  }

  /** Whether this is the name of a timeline. */
  public static boolean isValid(String value) {
    return value.startsWith(ROOM) || value.startsWith(INBOX);
  }

  /** The timeline of the room with this canonical name. */
  public static TimelineId room(String name) {
    return new TimelineId(ROOM + name);
  }

  /** The private inbox of the identity with this id. */
  public static TimelineId inbox(String identityId) {
    return new TimelineId(INBOX + identityId);
  }

  public boolean isRoom() {
    return value.startsWith(ROOM);
  }

  /** The timeline's name in the contract: the name of the room, or empty for an inbox. */
  public String roomName() {
    return isRoom() ? value.substring(ROOM.length()) : "";
  }

  /** The id of the inbox's identity, or empty for a room. */
  public String identityId() {
    return isRoom() ? "" : value.substring(INBOX.length());
  }

  @Override
  public String toString() {
    return value;
  }
}
