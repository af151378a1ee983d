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
  /**
   * Another session has revoked the session of an account, or has changed the account's password.
   * The account still exists, so the user may log in again. Pending messages are kept for that.
   */
  SESSION_REVOKED,
  /**
   * The operator has suspended the account. The account still exists, and may be resumed. Pending
   * messages are kept for that.
   */
  ACCOUNT_SUSPENDED,
  /**
   * The session of an account has expired. The account still exists, so the user may log in again.
   * Pending messages are kept for that.
   */
  SESSION_EXPIRED,
  /** The server has no guests: a user needs an account. */
  ACCOUNT_REQUIRED,
  /** An attempt was refused, and a retry would not help: see {@link ConnectionState#cause}. */
  REFUSED
}
