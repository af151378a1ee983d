package chat.charla.client;

/** Why a client has stopped and will not reconnect by itself. */
public enum StopReason {
  /** {@link ChatClient#close} was called. */
  CLOSED,
  /** {@link ChatClient#drain} has completed: all commands were sent and all events delivered. */
  DRAINED,
  /**
   * Another program has opened a stream with the same token. That stream replaces the stream of
   * this client.
   */
  SUPERSEDED,
  /** Another program has ended the identity by {@code Leave}. */
  SESSION_ENDED,
  /** An attempt was refused, and a retry would not help: see {@link ConnectionState#cause}. */
  REFUSED
}
