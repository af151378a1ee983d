package chat.charla.cli.connection.tls;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/**
 * Marks a failed call if the probable cause is that the server has not accepted the client
 * certificate. In TLS 1.3 the handshake completes for the client before the server has checked the
 * certificate. So the client only sees a broken connection.
 */
final class TlsDiagnosis implements ClientInterceptor {
  private final ClientKeys keys;

  TlsDiagnosis(ClientKeys keys) {
    this.keys = keys;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(new Diagnosed<>(listener), headers);
      }
    };
  }

  private final class Diagnosed<A> extends SimpleForwardingClientCallListener<A> {
    private boolean answered;

    Diagnosed(ClientCall.Listener<A> listener) {
      super(listener);
    }

    @Override
    public void onHeaders(Metadata headers) {
      answered = true;
      keys.serverAnswered();
      super.onHeaders(headers);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!trailers.keys().isEmpty()) {
        // The status comes from the server.
        keys.serverAnswered();
      } else if (status.getCode() == Status.Code.UNAVAILABLE && !answered && keys.isAsked()) {
        super.onClose(
            Status.UNAVAILABLE
                .withDescription(TlsFailure.CLIENT_CERTIFICATE.word())
                .withCause(status.getCause()),
            trailers);
        return;
      }
      super.onClose(status, trailers);
    }
  }
}
