package chat.charla.testkit.network;

import io.grpc.Metadata;
import io.grpc.Status;

/**
 * Decides what the {@link Relay} does with calls. By default everything is forwarded. The relay
 * calls the methods in the order of the call's events, while it holds the call's lock.
 */
public interface Script {
  /** Forwards everything. */
  Script PASS = new Script() {};

  /**
   * Called when the client has begun a call. If this method calls {@link RelayedCall#end}, the
   * server never sees the call.
   */
  default void onCall(RelayedCall call) {}

  /** Called when the client has sent a message. */
  default void onRequest(RelayedCall call, byte[] message) {
    call.toServer(message);
  }

  /** Called when the client has half-closed the call. */
  default void onHalfClose(RelayedCall call) {
    call.halfClose();
  }

  /** Called when the server has sent a message. */
  default void onResponse(RelayedCall call, byte[] message) {
    call.toClient(message);
  }

  /** Called when the server has ended the call. */
  default void onEnd(RelayedCall call, Status status, Metadata trailers) {
    call.end(status, trailers);
  }

  /** Called when the client has cancelled the call, or its connection is lost. */
  default void onClientGone(RelayedCall call) {
    call.dropServer();
  }
}
