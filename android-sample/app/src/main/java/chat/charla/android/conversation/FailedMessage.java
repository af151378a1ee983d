package chat.charla.android.conversation;

import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.client.Target;
import chat.charla.v1.Error;
import org.jspecify.annotations.Nullable;

/** A message of one's own that was not sent, or may not have been. Immutable. */
public final class FailedMessage {
  /** How it failed. */
  public enum Kind {
    /** The server refused it, or would have: see {@link #error}. */
    REFUSED,
    /** Too many messages had no result yet. */
    TOO_MANY,
    /** The identity has ended before it could be sent. */
    NOT_SENT,
    /** It is unknown whether it was posted. */
    UNKNOWN,
    /** As UNKNOWN, and the identity that sent it has ended: for another one it is a new message. */
    LOST
  }

  private final String clientMessageId;
  private final Target target;
  private final String text;
  private final Kind kind;
  private final Error error;

  /** A failure; the error is the default one if none is known. */
  public FailedMessage(String clientMessageId, Target target, String text, Kind kind, Error error) {
    this.clientMessageId = clientMessageId;
    this.target = target;
    this.text = text;
    this.kind = kind;
    this.error = error;
  }

  /** What became of a message that is settled, and not SENT. */
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

  /** This failure once the identity that it belongs to has ended. */
  public FailedMessage afterItsIdentity() {
    return kind == Kind.UNKNOWN ? as(Kind.LOST) : this;
  }

  /** The same message, failed in another way. */
  public FailedMessage as(Kind other) {
    return new FailedMessage(clientMessageId, target, text, other, error);
  }

  /** Whether it may be sent again with its id, so that the server posts it once at most. */
  public boolean mayBeSentAgain() {
    return kind != Kind.LOST;
  }

  /** The id, by which its identity may repeat it. */
  public String clientMessageId() {
    return clientMessageId;
  }

  /** To whom: a room, or a user by id. */
  public Target target() {
    return target;
  }

  /** What. */
  public String text() {
    return text;
  }

  /** How it failed. */
  public Kind kind() {
    return kind;
  }

  /** The server's reason, if {@link #kind} is REFUSED. */
  public Error error() {
    return error;
  }
}
