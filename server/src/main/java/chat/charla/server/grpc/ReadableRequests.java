package chat.charla.server.grpc;

import chat.charla.server.refusal.Refusal;
import chat.charla.server.refusal.RefusalCounts;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses invalid calls before they reach the service: calls with a request that cannot be parsed
 * or is too large, and unary calls without exactly one request.
 */
final class ReadableRequests {
  private ReadableRequests() {}

  /**
   * Wraps a service so that its methods get only valid requests.
   *
   * @param maxBytes the length of the longest allowed request
   * @param refusals counts the refused calls
   */
  static ServerServiceDefinition refusingInvalid(
      BindableService service, int maxBytes, RefusalCounts refusals) {
    ServerServiceDefinition bound = service.bindService();
    Object schema = bound.getServiceDescriptor().getSchemaDescriptor();
    return refusingInvalid(bound, schema, maxBytes, refusals);
  }

  /**
   * Wraps a service so that its methods get only valid requests.
   *
   * @param schema describes the service to the reflection service; null to hide the service
   * @param maxBytes the length of the longest allowed request
   * @param refusals counts the refused calls
   */
  static ServerServiceDefinition refusingInvalid(
      ServerServiceDefinition bound,
      @Nullable Object schema,
      int maxBytes,
      RefusalCounts refusals) {
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    bound.getMethods().forEach(method -> methods.add(refusingInvalid(method, maxBytes, refusals)));
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(bound.getServiceDescriptor().getName())
            .setSchemaDescriptor(schema);
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder readable = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(readable::addMethod);
    return readable.build();
  }

  /** Wraps a method so that it gets only valid requests. */
  static <Q, A> ServerMethodDefinition<Incoming<Q>, A> refusingInvalid(
      ServerMethodDefinition<Q, A> method, int maxBytes, RefusalCounts refusals) {
    return refusingInvalid(
        method, IncomingMarshaller.of(method.getMethodDescriptor(), maxBytes), refusals);
  }

  /** Wraps a method so that it gets only the valid requests that this marshaller parses. */
  static <Q, A> ServerMethodDefinition<Incoming<Q>, A> refusingInvalid(
      ServerMethodDefinition<Q, A> method, IncomingMarshaller<Q> requests, RefusalCounts refusals) {
    MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        descriptor.toBuilder(requests, descriptor.getResponseMarshaller()).build(),
        (call, headers) ->
            new Listener<>(
                call,
                method.getServerCallHandler().startCall(withRequests(call), headers),
                refusals));
  }

  /**
   * Casts the type of the requests. The cast is safe, because requests go to the call's listener,
   * not to the call itself.
   */
  @SuppressWarnings("unchecked")
  private static <Q, A> ServerCall<Q, A> withRequests(ServerCall<Incoming<Q>, A> call) {
    return (ServerCall<Q, A>) (ServerCall<?, A>) call;
  }

  /** Closes the call with this refusal, and counts the refusal. */
  static void refuse(ServerCall<?, ?> call, Refusal refusal, RefusalCounts refusals) {
    refusals.count(refusal);
    StatusException status = RefusalStatuses.status(refusal);
    Metadata trailers = status.getTrailers();
    call.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  private static final class Listener<Q> extends ServerCall.Listener<Incoming<Q>> {
    private final ServerCall<Incoming<Q>, ?> call;
    private final ServerCall.Listener<Q> listener;
    private final RefusalCounts refusals;
    private final boolean expectsOne;
    private boolean arrived;
    private boolean refused;

    Listener(
        ServerCall<Incoming<Q>, ?> call, ServerCall.Listener<Q> listener, RefusalCounts refusals) {
      this.call = call;
      this.listener = listener;
      this.refusals = refusals;
      this.expectsOne = call.getMethodDescriptor().getType().clientSendsOneMessage();
    }

    @Override
    public void onMessage(Incoming<Q> incoming) {
      if (refused) {
        return;
      }
      Q request = incoming.request();
      Refusal refusal = incoming.refusal();
      if (refusal == null && expectsOne && arrived) {
        refusal = Refusal.requestUnreadable();
      }
      arrived = true;
      if (refusal != null) {
        refuse(refusal);
      } else if (request != null) {
        listener.onMessage(request);
      }
    }

    @Override
    public void onHalfClose() {
      if (expectsOne && !arrived) {
        refuse(Refusal.requestUnreadable());
      }
      if (!refused) {
        listener.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      listener.onCancel();
    }

    @Override
    public void onComplete() {
      listener.onComplete();
    }

    @Override
    public void onReady() {
      listener.onReady();
    }

    private void refuse(Refusal refusal) {
      refused = true;
      ReadableRequests.refuse(call, refusal, refusals);
    }
  }
}
