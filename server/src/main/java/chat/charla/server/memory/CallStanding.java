package chat.charla.server.memory;

/**
 * The state of a call. If the server must abort calls to free memory, it aborts those with an
 * earlier constant first.
 */
public enum CallStanding {
  /** The call has presented no valid session within the allowed time. */
  STRANGER,
  /** The peer has stopped in the middle of a request, or does not read the answer. */
  STALLED,
  /** The call makes progress. */
  SERVED,
  /**
   * The server is building an answer. The server does not abort the call, because this would not
   * free the memory of the answer.
   */
  BUILDING
}
