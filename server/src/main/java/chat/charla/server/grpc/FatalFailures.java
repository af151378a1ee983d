package chat.charla.server.grpc;

import chat.charla.server.fatal.ProcessEnd;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Ends the process when a callback from gRPC throws a {@link VirtualMachineError}. gRPC itself
 * would catch and log the error, end the call, and continue.
 */
final class FatalFailures implements ServerInterceptor {

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    try {
      return new Listener<>(next.startCall(call, headers));
    } catch (VirtualMachineError e) {
      ProcessEnd.now(e);
      throw e;
    }
  }

  private static final class Listener<Q> extends ServerCall.Listener<Q> {
    private final ServerCall.Listener<Q> listener;

    Listener(ServerCall.Listener<Q> listener) {
      this.listener = listener;
    }

    @Override
    public void onMessage(Q message) {
      try {
        listener.onMessage(message);
      } catch (VirtualMachineError e) {
        ProcessEnd.now(e);
        throw e;
      }
    }

    @Override
    public void onHalfClose() {
      try {
        listener.onHalfClose();
      } catch (VirtualMachineError e) {
        ProcessEnd.now(e);
        throw e;
      }
    }

    @Override
    public void onCancel() {
      try {
        listener.onCancel();
      } catch (VirtualMachineError e) {
        ProcessEnd.now(e);
        throw e;
      }
    }

    @Override
    public void onComplete() {
      try {
        listener.onComplete();
      } catch (VirtualMachineError e) {
        ProcessEnd.now(e);
        throw e;
      }
    }

    @Override
    public void onReady() {
      try {
        listener.onReady();
      } catch (VirtualMachineError e) {
        ProcessEnd.now(e);
        throw e;
      }
    }
  }
}
