package chat.charla.server.session;

import chat.charla.server.limit.Origin;
import chat.charla.server.memory.CallMemory;

/**
 * Who calls, as far as the transport knows.
 *
 * @param token what is to prove an identity; empty for none
 * @param origin where the call comes from
 * @param memory what the server holds for the call
 * @param connection on which the call has come
 */
public record Caller(String token, Origin origin, CallMemory memory, Connection connection) {

  /** The connection of a call. Thread-safe. */
  public interface Connection {
    /** Calls of a connection that are not looked at. */
    Connection NONE = userId -> {};

    /** A call on this connection has proven to be of a session of this user. Must not block. */
    void proven(String userId);
  }
}
