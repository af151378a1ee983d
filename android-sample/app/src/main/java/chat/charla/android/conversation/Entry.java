package chat.charla.android.conversation;

/** One thing in a conversation. Immutable. */
public abstract sealed class Entry permits Message, Notice {
  private final long sequence;
  private final long timeMillis;

  Entry(long sequence, long timeMillis) {
    this.sequence = sequence;
    this.timeMillis = timeMillis;
  }

  /** Its position in the timeline, or 0 for what has none. */
  public long sequence() {
    return sequence;
  }

  /** When, in milliseconds since 1970 by the server's clock, or 0 if that is not known. */
  public long timeMillis() {
    return timeMillis;
  }
}
