package chat.charla.android.conversation;

import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.client.Target;
import chat.charla.v1.Error;
import org.jspecify.annotations.Nullable;

/** A message of the user that was not posted, or whose outcome is unknown. Immutable. */
public final class FailedMessage {
  /** How the message failed. */
  public enum Kind {
    /**
     * The server has refused the message; or the client has refused it, because it exceeds the
     * server's limits. {@link #error} has the reason.
     */
    REFUSED,
    /** The client has refused the message, because too many messages had no result yet. */
    TOO_MANY,
    /** The identity ended before the message could be sent. */
    NOT_SENT,
    /** It is unknown whether the message was posted. */
    UNKNOWN,
    /**
     * It is unknown whether the message was posted, and the identity that sent it has ended. If
     * another identity sends the message again, the server posts it as a new message.
     */
    LOST
  }

  private final String clientMessageId;
  private final Target target;
  private final String text;
  private final Kind kind;
  private final Error error;

  /**
   * Creates a failed message. If no reason is known, {@code error} must be the default instance.
   */
  public FailedMessage(String clientMessageId, Target target, String text, Kind kind, Error error) {
    this.clientMessageId = clientMessageId;
    this.target = target;
    this.text = text;
    this.kind = kind;
    this.error = error;
  }

  /**
   * Describes why a message has failed. The message must be settled, with a status other than SENT.
   */
  public static FailedMessage of(PendingMessage message) {
    Refusal refusal = message.refusal();
    return new FailedMessage(
        message.clientMessageId(),
        message.target(),
        message.text(),
        kindOf(message.status(), refusal),
        refusal == null ? Error.getDefaultInstance() : refusal.error());
  }

  private static Kind kindOf(PendingMessage.Status status, @Nullable Refusal refusal) {
    if (status == PendingMessage.Status.OUTCOME_UNKNOWN || refusal == null) {
      return Kind.UNKNOWN;
    }
    return switch (refusal.kind()) {
      case BY_SERVER, BY_LIMITS -> Kind.REFUSED;
      case TOO_MANY_PENDING -> Kind.TOO_MANY;
      case NOT_RUNNING -> Kind.NOT_SENT;
    };
  }

  /** Returns this failure as it is after the message's identity has ended. */
  public FailedMessage afterIdentityEnded() {
    return kind == Kind.UNKNOWN ? as(Kind.LOST) : this;
  }

  /** Returns this message with another kind of failure. */
  public FailedMessage as(Kind other) {
    return new FailedMessage(clientMessageId, target, text, other, error);
  }

  /**
   * Whether the user may send the message again. The app then sends it with its id, so that the
   * server posts it at most once.
   */
  public boolean mayBeSentAgain() {
    return kind != Kind.LOST;
  }

  /**
   * The id of the message. If the identity sends the message again with this id, the server posts
   * it at most once.
   */
  public String clientMessageId() {
    return clientMessageId;
  }

  /** The target: a room, or a user by id. */
  public Target target() {
    return target;
  }

  /** The text of the message. */
  public String text() {
    return text;
  }

  /** How the message failed. */
  public Kind kind() {
    return kind;
  }

  /** Why the message was refused, if {@link #kind} is REFUSED. */
  public Error error() {
    return error;
  }
}
