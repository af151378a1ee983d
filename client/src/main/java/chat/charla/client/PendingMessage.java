package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way, and then what became of it. Any thread may read it; it changes once, on the
 * client's {@link Scheduler}, just before {@link ChatListener#onMessageSettled}.
 */
public final class PendingMessage {
  /** What became of it. */
  public enum Status {
    /** No result yet. The client repeats it with the same id until there is one. */
    PENDING,
    /** It is durable: see {@link #response}. */
    SENT,
    /** It was not posted: see {@link #refusal}. */
    REFUSED,
    /**
     * It may have been posted or not, and it will not be repeated: the identity has ended, or the
     * server failed ({@link #refusal} then has its error).
     */
    OUTCOME_UNKNOWN
  }

  /** The end of the matter, in one object so that it is published at once. */
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

  /** The id by which the server tells a repetition from a new message. Never changes. */
  public String clientMessageId() {
    return clientMessageId;
  }

  /** To whom. */
  public Target target() {
    return target;
  }

  /** What. */
  public String text() {
    return text;
  }

  /** What became of it so far. */
  public Status status() {
    Settlement settled = settlement;
    return settled == null ? Status.PENDING : settled.status;
  }

  /** If SENT: where it stands. Otherwise null. */
  public @Nullable SendMessageResponse response() {
    Settlement settled = settlement;
    return settled == null ? null : settled.response;
  }

  /** If REFUSED: why; if OUTCOME_UNKNOWN: the server's failure, if it told one. Otherwise null. */
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

  /** Says nothing of the text: it may be private. */
  @Override
  public String toString() {
    return clientMessageId + " to " + target + ": " + status();
  }
}
