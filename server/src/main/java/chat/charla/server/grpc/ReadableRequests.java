package chat.charla.server.grpc;

import chat.charla.server.room.Rejection;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;

/** Refuses calls whose request cannot be read, before anything looks at them. */
final class ReadableRequests {
  private ReadableRequests() {}

  /** The service, whose methods get readable requests only. */
  static ServerServiceDefinition only(BindableService service) {
    ServerServiceDefinition bound = service.bindService();
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    bound.getMethods().forEach(method -> methods.add(only(method)));
    // With the schema, or reflection would pass over it.
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(bound.getServiceDescriptor().getName())
            .setSchemaDescriptor(bound.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder readable = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(readable::addMethod);
    return readable.build();
  }

  /** The method, which gets readable requests only. */
  static <Q, A> ServerMethodDefinition<Q, A> only(ServerMethodDefinition<Q, A> method) {
    MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
    IncomingMarshaller<Q> requests = IncomingMarshaller.of(descriptor);
    return ServerMethodDefinition.create(
        descriptor.toBuilder(requests, descriptor.getResponseMarshaller()).build(),
        (call, headers) ->
            new Listener<>(call, requests, method.getServerCallHandler().startCall(call, headers)));
  }

  private static final class Listener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final IncomingMarshaller<Q> requests;
    private boolean refused;

    Listener(
        ServerCall<Q, ?> call, IncomingMarshaller<Q> requests, ServerCall.Listener<Q> listener) {
      super(listener);
      this.call = call;
      this.requests = requests;
    }

    @Override
    public void onMessage(Q request) {
      if (refused) {
        return;
      }
      if (!requests.isUnreadable(request)) {
        super.onMessage(request);
        return;
      }
      refused = true;
      StatusException status = Errors.status(Rejection.argument("", "not such a request"));
      Metadata trailers = status.getTrailers();
      call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }
  }
}
