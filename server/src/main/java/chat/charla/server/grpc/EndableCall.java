package chat.charla.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that another thread may end while its service still answers it. This class drops what the
 * service sends after the end. Thread-safe.
 */
final class EndableCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
  private boolean ended; // Guarded by this.

  EndableCall(ServerCall<Q, A> call) {
    super(call);
  }

  /** Whether the call has ended. */
  synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public synchronized void sendHeaders(Metadata headers) {
    if (!ended) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public synchronized void sendMessage(A answer) {
    if (!ended) {
      super.sendMessage(answer);
    }
  }

  /** Ends the call; only the first end has an effect. */
  @Override
  public void close(Status status, Metadata trailers) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    // Not synchronized: this call may run a callback of the service, which may take a lock that the
    // service also holds while it sends an answer.
    super.close(status, trailers);
  }
}
