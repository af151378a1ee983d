package chat.charla.testkit.network;

import io.grpc.Metadata;
import io.grpc.Status;

/**
 * Decides what the {@link Relay} does with calls; by default it forwards everything. The methods
 * are called with the call's lock held, in the order of the call's events.
 */
public interface Script {
  /** Forwards everything. */
  Script PASS = new Script() {};

  /**
   * The client has begun a call. If the script calls {@link RelayedCall#end}, the server never sees
   * the call.
   */
  default void onCall(RelayedCall call) {}

  /** The client has sent a message. */
  default void onRequest(RelayedCall call, byte[] message) {
    call.toServer(message);
  }

  /** The client has half-closed the call. */
  default void onHalfClose(RelayedCall call) {
    call.halfClose();
  }

  /** The server has sent a message. */
  default void onResponse(RelayedCall call, byte[] message) {
    call.toClient(message);
  }

  /** The server has ended the call. */
  default void onEnd(RelayedCall call, Status status, Metadata trailers) {
    call.end(status, trailers);
  }

  /** The client has cancelled the call, or its connection is lost. */
  default void onClientGone(RelayedCall call) {
    call.dropServer();
  }
}
