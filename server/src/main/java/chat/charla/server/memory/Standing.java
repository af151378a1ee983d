package chat.charla.server.memory;

/** Which calls are given up first where memory is wanted, the first ones first. */
public enum Standing {
  /** It has shown no session, though there was time to. */
  STRANGER,
  /** Its peer has stopped in the midst of a request, or takes nothing of an answer. */
  STALLED,
  /** It goes on. */
  SERVED,
  /** An answer is being made. It is not given up: what is being made would not be freed. */
  BUILDING
}
