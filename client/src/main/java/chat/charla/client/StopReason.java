package chat.charla.client;

/** Why a client has stopped and will not come back by itself. */
public enum StopReason {
  /** {@link ChatClient#close} was called. */
  CLOSED,
  /** {@link ChatClient#drain} is done: everything was sent, and everything there was delivered. */
  DRAINED,
  /** Another program has opened a stream with the same token, and now has the conversation. */
  SUPERSEDED,
  /** The identity has ended by {@code Leave}. */
  SESSION_ENDED,
  /** The server refuses, and repeating would not help: see {@link ConnectionState#cause}. */
  REFUSED
}
