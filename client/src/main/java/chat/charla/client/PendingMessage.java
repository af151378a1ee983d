package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import org.jspecify.annotations.Nullable;

/**
 * A message that the client sends, and its outcome. Any thread may read this object. The outcome
 * changes once, on the client's {@link Scheduler}, just before {@link
 * ChatListener#onMessageSettled}.
 */
public final class PendingMessage {
  /** Whether the message was posted. */
  public enum Status {
    /**
     * There is no result yet. The client sends the message again, with the same id, until it has a
     * result.
     */
    PENDING,
    /** The server has stored the message: see {@link #response}. */
    SENT,
    /** The message was not posted: see {@link #refusal}. */
    REFUSED,
    /**
     * It is unknown whether the message was posted, and the client does not send it again, for one
     * of these reasons: the identity has ended; the message has become too large for the server's
     * limits; the server would no longer recognise the message as a repetition ({@code
     * Limits.repetition_window}); or the server failed ({@link #refusal} then contains the error).
     */
    OUTCOME_UNKNOWN
  }

  /** The final outcome, in one object so that all its fields are published together. */
  private static final class Settlement {
    final Status status;
    final @Nullable SendMessageResponse response;
    final @Nullable Refusal refusal;

    Settlement(Status status, @Nullable SendMessageResponse response, @Nullable Refusal refusal) {
      this.status = status;
      this.response = response;
      this.refusal = refusal;
    }
  }

  private final String clientMessageId;
  private final Target target;
  private final String text;
  private volatile @Nullable Settlement settlement;

  PendingMessage(String clientMessageId, Target target, String text) {
    this.clientMessageId = clientMessageId;
    this.target = target;
    this.text = text;
  }

  /** The id by which the server recognises a repeated message. Never changes. */
  public String clientMessageId() {
    return clientMessageId;
  }

  /** The room or user that the message is sent to. */
  public Target target() {
    return target;
  }

  /** The text of the message. */
  public String text() {
    return text;
  }

  /** The current status. */
  public Status status() {
    Settlement settled = settlement;
    return settled == null ? Status.PENDING : settled.status;
  }

  /**
   * If SENT: the server's response, with the sequence of the message in its timeline. Otherwise
   * null.
   */
  public @Nullable SendMessageResponse response() {
    Settlement settled = settlement;
    return settled == null ? null : settled.response;
  }

  /**
   * If REFUSED: the reason. If OUTCOME_UNKNOWN: the server's failure, if it reported one. Otherwise
   * null.
   */
  public @Nullable Refusal refusal() {
    Settlement settled = settlement;
    return settled == null ? null : settled.refusal;
  }

  void sent(SendMessageResponse response) {
    settlement = new Settlement(Status.SENT, response, null);
  }

  void refused(Refusal refusal) {
    settlement = new Settlement(Status.REFUSED, null, refusal);
  }

  void outcomeUnknown(@Nullable Error error) {
    Refusal refusal = error == null ? null : new Refusal(Refusal.Kind.BY_SERVER, error);
    settlement = new Settlement(Status.OUTCOME_UNKNOWN, null, refusal);
  }

  SendMessageRequest toRequest() {
    SendMessageRequest.Builder request =
        SendMessageRequest.newBuilder().setText(text).setClientMessageId(clientMessageId);
    target.writeTo(request);
    return request.build();
  }

  /** Omits the text, which may be private. */
  @Override
  public String toString() {
    return clientMessageId + " to " + target + ": " + status();
  }
}
