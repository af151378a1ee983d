package chat.charla.server.memory;

/**
 * The state of a call, which decides whether it is aborted to free memory; earlier constants are
 * aborted first.
 */
public enum CallStanding {
  /** The call has presented no valid session in the time that it had for that. */
  STRANGER,
  /** The peer has stopped within a request, or does not read the answer. */
  STALLED,
  /** The call makes progress. */
  SERVED,
  /** An answer is being built. The call is not aborted, since that would not free the answer. */
  BUILDING
}
