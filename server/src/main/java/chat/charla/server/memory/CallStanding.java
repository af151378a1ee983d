package chat.charla.server.memory;

/**
 * The state of a call. When calls must be aborted to free memory, those with an earlier constant
 * are aborted first.
 */
public enum CallStanding {
  /** The call has presented no valid session in the time that it had for that. */
  STRANGER,
  /** The peer has stopped in the middle of a request, or does not read the answer. */
  STALLED,
  /** The call makes progress. */
  SERVED,
  /** An answer is being built. The call is not aborted, since that would not free the answer. */
  BUILDING
}
