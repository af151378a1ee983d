package chat.charla.android.conversation;

import org.jspecify.annotations.Nullable;

/** A message. Immutable; its texts are as their authors sent them, and not fit to be shown so. */
public final class Message extends Entry {
  /** How far it has got. */
  public enum Status {
    /** It stands in the timeline. */
    POSTED,
    /** On its way; it is kept on disk and repeated until there is a result. */
    PENDING,
    /** See {@link #failure}. */
    FAILED
  }

  private static final String ACTION = "/me ";

  private final Status status;
  private final boolean own;
  private final String sender;
  private final String text;
  private final String clientMessageId;
  private final @Nullable FailedMessage failure;

  private Message(
      long sequence,
      long timeMillis,
      Status status,
      boolean own,
      String sender,
      String text,
      String clientMessageId,
      @Nullable FailedMessage failure) {
    super(sequence, timeMillis);
    this.status = status;
    this.own = own;
    this.sender = sender;
    this.text = text;
    this.clientMessageId = clientMessageId;
    this.failure = failure;
  }

  static Message posted(
      long sequence, long timeMillis, boolean own, String sender, String text, String id) {
    return new Message(sequence, timeMillis, Status.POSTED, own, sender, text, id, null);
  }

  static Message pending(String sender, String text, String clientMessageId) {
    return new Message(0, 0, Status.PENDING, true, sender, text, clientMessageId, null);
  }

  static Message failed(String sender, FailedMessage failure) {
    return new Message(
        0, 0, Status.FAILED, true, sender, failure.text(), failure.clientMessageId(), failure);
  }

  /** How far it has got. */
  public Status status() {
    return status;
  }

  /** Whether it is one's own. */
  public boolean isOwn() {
    return own;
  }

  /** The author's name when it was sent. */
  public String sender() {
    return sender;
  }

  /** The whole text. */
  public String text() {
    return text;
  }

  /** The id that its author gave it, possibly empty. */
  public String clientMessageId() {
    return clientMessageId;
  }

  /** If FAILED: how. Otherwise null. */
  public @Nullable FailedMessage failure() {
    return failure;
  }

  /** For "/me waves", what its author does: "waves". Otherwise null. */
  public @Nullable String action() {
    return text.startsWith(ACTION) ? text.substring(ACTION.length()) : null;
  }
}
