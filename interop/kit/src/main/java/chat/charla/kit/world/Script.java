package chat.charla.kit.world;

import io.grpc.Metadata;
import io.grpc.Status;

/**
 * What the {@link Relay} does with calls. By default it passes everything on. Called with the
 * call's lock held, in the order in which things happen to that call.
 */
public interface Script {
  /** Passes everything on. */
  Script PASS = new Script() {};

  /** The client has begun a call. {@link RelayedCall#end} answers it here and now. */
  default void onCall(RelayedCall call) {}

  /** The client has sent a message. */
  default void onRequest(RelayedCall call, byte[] message) {
    call.toServer(message);
  }

  /** The client says that no more messages will come. */
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

  /** The client has given the call up, or its connection is lost. */
  default void onClientGone(RelayedCall call) {
    call.dropServer();
  }
}
