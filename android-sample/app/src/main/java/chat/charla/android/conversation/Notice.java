package chat.charla.android.conversation;

/** An entry that tells the user about something other than a message. Immutable. */
public final class Notice extends Entry {
  /** What happened. */
  public enum Kind {
    /** The operator's welcome message; {@link #name} contains its text. */
    WELCOME,
    /** The user {@link #name} has become present. */
    JOINED,
    /** The user {@link #name} is no longer present. */
    LEFT,
    /** The user {@link #otherName} is now called {@link #name}. */
    RENAMED,
    /** {@link #count} events are no longer on the server. */
    GAP,
    /** The server has reset the timeline of this conversation. */
    RESET,
    /** The server could not store a message. */
    STORAGE_UNAVAILABLE,
    /** The server stores messages again. */
    STORAGE_RESTORED,
    /** The moderator {@link #name} has changed the title, the topic or a rule of the room. */
    ROOM_CHANGED,
    /** The moderator {@link #name} has muted the user {@link #otherName}. */
    MUTED,
    /** The moderator {@link #name} has banned the user {@link #otherName}. */
    BANNED,
    /** The moderator {@link #name} has removed the user {@link #otherName} from the room. */
    REMOVED,
    /** The moderator {@link #name} has changed what the user {@link #otherName} may do here. */
    MEMBER_CHANGED,
    /** An event of a kind that this version does not know. */
    UNKNOWN
  }

  private final Kind kind;
  private final String name;
  private final String otherName;
  private final long count;

  private Notice(
      Kind kind, long sequence, long timeMillis, String name, String otherName, long count) {
    super(sequence, timeMillis);
    this.kind = kind;
    this.name = name;
    this.otherName = otherName;
    this.count = count;
  }

  static Notice of(Kind kind, long sequence, long timeMillis) {
    return new Notice(kind, sequence, timeMillis, "", "", 0);
  }

  static Notice about(Kind kind, long timeMillis, String name, String otherName) {
    return new Notice(kind, 0, timeMillis, name, otherName, 0);
  }

  /**
   * A change that a moderator has made.
   *
   * @param name the moderator, or empty for the operator of the server
   * @param otherName the user concerned, or empty
   */
  static Notice moderation(
      Kind kind, long sequence, long timeMillis, String name, String otherName) {
    return new Notice(kind, sequence, timeMillis, name, otherName, 0);
  }

  static Notice gap(long lastMissing, long count) {
    return new Notice(Kind.GAP, lastMissing, 0, "", "", count);
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }

  /**
   * For WELCOME, the text of the welcome message; for JOINED, LEFT and RENAMED, the user's name;
   * for a moderator's change, the moderator's name, or empty for the operator; otherwise empty.
   */
  public String name() {
    return name;
  }

  /**
   * For RENAMED, the user's previous name; for a moderator's change, the name of the user
   * concerned; otherwise empty.
   */
  public String otherName() {
    return otherName;
  }

  /** For GAP, the number of missing events; otherwise 0. */
  public long count() {
    return count;
  }
}
