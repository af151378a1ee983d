package chat.charla.android.conversation;

import org.jspecify.annotations.Nullable;

/**
 * A message. Immutable. The name and the text are as the author sent them: use {@code HarmlessText}
 * to show them.
 */
public final class Message extends Entry {
  /** The state of a message. */
  public enum Status {
    /** The server has posted the message. */
    POSTED,
    /** The message is saved, and repeated until there is a result. */
    PENDING,
    /** The message was not sent, or its outcome is unknown: see {@link #failure}. */
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

  /** Whether the message is posted, pending or failed. */
  public Status status() {
    return status;
  }

  /** Whether the user is the author. */
  public boolean isOwn() {
    return own;
  }

  /** The author's name when the message was sent. */
  public String sender() {
    return sender;
  }

  /** The whole text. */
  public String text() {
    return text;
  }

  /** The id that the author's client gave the message, possibly empty. */
  public String clientMessageId() {
    return clientMessageId;
  }

  /** The failure if the status is FAILED, otherwise null. */
  public @Nullable FailedMessage failure() {
    return failure;
  }

  /** The action "waves" of "/me waves"; null for any other text. */
  public @Nullable String action() {
    return text.startsWith(ACTION) ? text.substring(ACTION.length()) : null;
  }
}
