package chat.charla.android.conversation;

import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.client.Target;
import chat.charla.v1.Error;
import org.jspecify.annotations.Nullable;

/** A message of the user that was not sent, or whose outcome is unknown. Immutable. */
public final class FailedMessage {
  /** How the message failed. */
  public enum Kind {
    /**
     * The server, or the client by the server's limits, has refused the message: see {@link
     * #error}.
     */
    REFUSED,
    /** Too many messages had no result yet. */
    TOO_MANY,
    /** The identity has ended before the message could be sent. */
    NOT_SENT,
    /** It is unknown whether the message was posted. */
    UNKNOWN,
    /**
     * Like UNKNOWN, but the author's identity has ended: another identity would post it as a new
     * message.
     */
    LOST
  }

  private final String clientMessageId;
  private final Target target;
  private final String text;
  private final Kind kind;
  private final Error error;

  /** Creates a failed message; pass the default error if none is known. */
  public FailedMessage(String clientMessageId, Target target, String text, Kind kind, Error error) {
    this.clientMessageId = clientMessageId;
    this.target = target;
    this.text = text;
    this.kind = kind;
    this.error = error;
  }

  /** The failure of a message that is settled, but not SENT. */
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

  /** What this failure becomes when the message's identity has ended. */
  public FailedMessage afterIdentityEnded() {
    return kind == Kind.UNKNOWN ? as(Kind.LOST) : this;
  }

  /** The same message with another kind of failure. */
  public FailedMessage as(Kind other) {
    return new FailedMessage(clientMessageId, target, text, other, error);
  }

  /**
   * Whether the message may be sent again with its id, so that the server posts it at most once.
   */
  public boolean mayBeSentAgain() {
    return kind != Kind.LOST;
  }

  /** The id with which the same identity may repeat the message. */
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

  /** The server's reason, if {@link #kind} is REFUSED. */
  public Error error() {
    return error;
  }
}
