package chat.charla.android.conversation;

/** An entry of a conversation: a message or a notice. Immutable. */
public abstract sealed class Entry permits Message, Notice {
  private final long sequence;
  private final long timeMillis;

  Entry(long sequence, long timeMillis) {
    this.sequence = sequence;
    this.timeMillis = timeMillis;
  }

  /** The entry's sequence in the timeline, or 0 if the entry has none. */
  public long sequence() {
    return sequence;
  }

  /** The entry's time by the server's clock, in milliseconds since 1970, or 0 if unknown. */
  public long timeMillis() {
    return timeMillis;
  }
}
