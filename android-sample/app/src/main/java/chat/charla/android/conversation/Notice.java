package chat.charla.android.conversation;

/** Something that happened besides messages. Immutable. */
public final class Notice extends Entry {
  /** What happened. */
  public enum Kind {
    /** The operator greets the user with {@link #name}. */
    WELCOME,
    /** {@link #name} is here now. */
    JOINED,
    /** {@link #name} is no longer here. */
    LEFT,
    /** {@link #previousName} is {@link #name} now. */
    RENAMED,
    /** {@link #count} events are no longer on the server. */
    GAP,
    /** The server has begun this conversation anew. */
    RESET,
    /** The server could not store a message. */
    STORAGE_UNAVAILABLE,
    /** The server stores messages again. */
    STORAGE_RESTORED,
    /** Something that only a newer version of this application can show. */
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

  /** Who, or what the operator says, or empty. */
  public String name() {
    return name;
  }

  /** For RENAMED. */
  public String previousName() {
    return previousName;
  }

  /** For GAP. */
  public long count() {
    return count;
  }
}
