package chat.charla.server.log;

/**
 * The name of a timeline: of a room's timeline, of an identity's inbox, or of the timeline that
 * records what operators have done.
 */
public record TimelineId(String value) {
  private static final String ROOM = "room:";
  private static final String INBOX = "inbox:";

  /** The timeline that records what operators have done. */
  public static final TimelineId AUDIT = new TimelineId("audit:");

  /** The name of {@link #AUDIT} in the contract. No room has this name. */
  public static final String AUDIT_NAME = "!";

  public TimelineId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not the name of a timeline: " + value);
    }
  }

  /** Whether this is the name of a timeline. */
  public static boolean isValid(String value) {
    return value.startsWith(ROOM) || value.startsWith(INBOX) || value.equals("audit:");
  }

  /** The timeline of the room with this canonical name. */
  public static TimelineId room(String name) {
    return new TimelineId(ROOM + name);
  }

  /** The private inbox of the identity with this id. */
  public static TimelineId inbox(String identityId) {
    return new TimelineId(INBOX + identityId);
  }

  /** The timeline with this name in the contract; the name must not be empty. */
  public static TimelineId fromContractName(String name) {
    return name.equals(AUDIT_NAME) ? AUDIT : room(name);
  }

  public boolean isRoom() {
    return value.startsWith(ROOM);
  }

  public boolean isInbox() {
    return value.startsWith(INBOX);
  }

  /**
   * The timeline's name in the contract: the name of the room, empty for an inbox, or {@link
   * #AUDIT_NAME}.
   */
  public String roomName() {
    return isRoom() ? value.substring(ROOM.length()) : isInbox() ? "" : AUDIT_NAME;
  }

  /** The id of the inbox's identity; empty for another timeline. */
  public String identityId() {
    return isInbox() ? value.substring(INBOX.length()) : "";
  }

  @Override
  public String toString() {
    return value;
  }
}
