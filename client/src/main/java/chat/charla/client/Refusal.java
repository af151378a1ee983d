package chat.charla.client;

import chat.charla.v1.Error;

/** Why a message was not posted, or why its outcome is unknown. Immutable. */
public final class Refusal {
  /** Which side refused the message. */
  public enum Kind {
    /** The server: the error is its answer. */
    BY_SERVER,
    /**
     * The client, because the message breaks the server's limits: the error is the one that the
     * server would have answered. The message has not been sent.
     */
    BY_LIMITS,
    /**
     * The client, because {@link ClientOptions#maxPendingMessages} messages and room commands have
     * no result yet. The message has not been sent.
     */
    TOO_MANY_PENDING,
    /**
     * The client, because it is stopped, draining, leaving or closed, or because the identity has
     * ended. The message has not been sent.
     */
    NOT_RUNNING
  }

  private final Kind kind;
  private final Error error;

  Refusal(Kind kind, Error error) {
    this.kind = kind;
    this.error = error;
  }

  static Refusal local(Kind kind, String message) {
    return new Refusal(kind, Error.newBuilder().setMessage(message).build());
  }

  /** Which side refused the message. */
  public Kind kind() {
    return kind;
  }

  /** The error. For TOO_MANY_PENDING and NOT_RUNNING it has only a message. */
  public Error error() {
    return error;
  }

  @Override
  public String toString() {
    return kind + " " + error.getReason() + ": " + error.getMessage();
  }
}
