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
    /** The user {@link #previousName} is now called {@link #name}. */
    RENAMED,
    /** {@link #count} events are no longer on the server. */
    GAP,
    /** The server has reset the timeline of this conversation. */
    RESET,
    /** The server could not store a message. */
    STORAGE_UNAVAILABLE,
    /** The server stores messages again. */
    STORAGE_RESTORED,
    /** An event of a kind that this version does not know. */
    UNKNOWN
  }

  private final Kind kind;
  private final String name;
  private final String previousName;
  private final long count;

  private Notice(
      Kind kind, long sequence, long timeMillis, String name, String previousName, long count) {
    super(sequence, timeMillis);
    this.kind = kind;
    this.name = name;
    this.previousName = previousName;
    this.count = count;
  }

  static Notice of(Kind kind, long sequence, long timeMillis) {
    return new Notice(kind, sequence, timeMillis, "", "", 0);
  }

  static Notice about(Kind kind, long timeMillis, String name, String previousName) {
    return new Notice(kind, 0, timeMillis, name, previousName, 0);
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
   * otherwise empty.
   */
  public String name() {
    return name;
  }

  /** For RENAMED, the user's previous name; otherwise empty. */
  public String previousName() {
    return previousName;
  }

  /** For GAP, the number of missing events; otherwise 0. */
  public long count() {
    return count;
  }
}
