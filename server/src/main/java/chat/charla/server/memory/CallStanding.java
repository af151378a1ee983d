package chat.charla.server.memory;

/**
 * The state of a call. When calls must be aborted to free memory, those with an earlier constant
 * are aborted first.
 */
public enum CallStanding {
  /** The call has presented no valid session within the allowed time. */
  STRANGER,
  /** The peer has stopped in the middle of a request, or does not read the answer. */
  STALLED,
  /** The call makes progress. */
  SERVED,
  /**
   * The server is building an answer. The call is not aborted, because that would not free the
   * memory of the answer.
   */
  BUILDING
}
