package chat.charla.android.conversation;

/** An entry that is not a message. Immutable. */
public final class Notice extends Entry {
  /** What happened. */
  public enum Kind {
    /** The operator's welcome message, in {@link #name}. */
    WELCOME,
    /** {@link #name} has become present. */
    JOINED,
    /** {@link #name} is no longer present. */
    LEFT,
    /** {@link #previousName} is now called {@link #name}. */
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

  /** The name or the welcome message, for a kind that has one; otherwise empty. */
  public String name() {
    return name;
  }

  /** The previous name, for RENAMED. */
  public String previousName() {
    return previousName;
  }

  /** The number of missing events, for GAP. */
  public long count() {
    return count;
  }
}
