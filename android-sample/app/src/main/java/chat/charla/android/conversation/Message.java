package chat.charla.android.conversation;

import chat.charla.v1.User;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A message. Immutable. The name and the text are unchanged, as the author sent them. The screen
 * shows them through {@code HarmlessText}.
 */
public final class Message extends Entry {
  /** The state of a message. */
  public enum Status {
    /** The server has posted the message. */
    POSTED,
    /**
     * The message is saved, but has no result yet. The client repeats it until there is a result.
     */
    PENDING,
    /** The message was not posted, or its outcome is unknown: see {@link #failure}. */
    FAILED
  }

  private static final String ACTION = "/me ";

  /** The longest time between two consecutive messages of one group. */
  private static final Duration GROUP = Duration.ofMinutes(5);

  private final Status status;
  private final boolean own;
  private final User author;
  private final String text;
  private final String clientMessageId;
  private final @Nullable FailedMessage failure;

  private Message(
      long sequence,
      long timeMillis,
      Status status,
      boolean own,
      User author,
      String text,
      String clientMessageId,
      @Nullable FailedMessage failure) {
    super(sequence, timeMillis);
    this.status = status;
    this.own = own;
    this.author = author;
    this.text = text;
    this.clientMessageId = clientMessageId;
    this.failure = failure;
  }

  static Message posted(
      long sequence, long timeMillis, boolean own, User author, String text, String id) {
    return new Message(sequence, timeMillis, Status.POSTED, own, author, text, id, null);
  }

  static Message pending(User self, String text, String clientMessageId) {
    return new Message(0, 0, Status.PENDING, true, self, text, clientMessageId, null);
  }

  static Message failed(User self, FailedMessage failure) {
    return new Message(
        0, 0, Status.FAILED, true, self, failure.text(), failure.clientMessageId(), failure);
  }

  /** Whether the message is posted, pending or failed. */
  public Status status() {
    return status;
  }

  /** Whether the user is the author. */
  public boolean isOwn() {
    return own;
  }

  /** The author's id, which never changes. */
  public String authorId() {
    return author.getId();
  }

  /** The author's name when the message was sent. */
  public String sender() {
    return author.getName();
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

  /**
   * Whether this message is in the same group as the previous entry. A group consists of
   * consecutive messages of the user, or of consecutive messages of another user under one name. In
   * a group, at most five minutes lie between a message and the next one. A message without a
   * result has no time, so this rule does not apply to it.
   */
  public boolean continues(@Nullable Entry previous) {
    return previous instanceof Message before
        && before.own == own
        && (own || before.authorId().equals(authorId()) && before.sender().equals(sender()))
        && (before.timeMillis() == 0
            || timeMillis() == 0
            || timeMillis() - before.timeMillis() <= GROUP.toMillis());
  }
}
