package chat.charla.server.grpc;

import chat.charla.server.chat.Caller;
import chat.charla.server.chat.Chat;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The contract's service, bound to a {@link Chat}.
 *
 * <p>The class uses the generated binding with two changes: Converse sends {@link Outgoing}
 * messages, and a request that cannot be parsed gets an ordinary refusal.
 */
public final class ChatService {
  private final Chat chat;
  private final LocalDelivery delivery;
  private final Supplier<ReaderLoop> currentLoop;
  private final ClientAddresses clients;
  private final int maxRequestBytes;
  private final RefusalCounts refusals;
  private final Predicate<String> isAdminToken;

  /**
   * Creates the service of this chat.
   *
   * @param delivery delivers the chat's events
   * @param currentLoop returns the event loop of the current thread
   * @param clients determines the address of each client
   * @param maxRequestBytes the length of the longest allowed request
   * @param refusals counts the refusals that clients get
   * @param isAdminToken whether a text is the administration token
   */
  public ChatService(
      Chat chat,
      LocalDelivery delivery,
      Supplier<ReaderLoop> currentLoop,
      ClientAddresses clients,
      int maxRequestBytes,
      RefusalCounts refusals,
      Predicate<String> isAdminToken) {
    this.chat = chat;
    this.delivery = delivery;
    this.maxRequestBytes = maxRequestBytes;
    this.refusals = refusals;
    this.isAdminToken = isAdminToken;
    this.clients = clients;
    this.currentLoop = currentLoop;
  }

  /** The service definition to register with a gRPC server. */
  public ServerServiceDefinition bind() {
    ServerServiceDefinition generated =
        ChatServiceGrpc.bindService(new UnaryCalls(chat, new Answers(refusals), isAdminToken));
    MethodDescriptor<ConverseRequest, ?> contract = ChatServiceGrpc.getConverseMethod();
    MethodDescriptor<Incoming<ConverseRequest>, Outgoing> converse =
        contract.toBuilder(
                IncomingMarshaller.ofCommands(maxRequestBytes, chat::maxCursors),
                new OutgoingMarshaller())
            .build();
    // Without the schema, reflection would not list the service.
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(ChatServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(ReflectedContract.CHAT);
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    for (MethodDescriptor<?, ?> method : generated.getServiceDescriptor().getMethods()) {
      methods.add(
          method.getFullMethodName().equals(converse.getFullMethodName())
              ? ServerMethodDefinition.create(
                  converse,
                  ServerCalls.asyncBidiStreamingCall(
                      client -> converse(CallerInterceptor.current(), client)))
              : refusingInvalid(generated.getMethod(method.getFullMethodName())));
    }
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(service::addMethod);
    return ServerInterceptors.intercept(service.build(), new CallerInterceptor(clients));
  }

  private ServerMethodDefinition<?, ?> refusingInvalid(ServerMethodDefinition<?, ?> method) {
    return method.getMethodDescriptor() == ChatServiceGrpc.getExecuteMethod()
        ? ReadableRequests.refusingInvalid(
            asExecute(method), IncomingMarshaller.ofExecute(maxRequestBytes), refusals)
        : ReadableRequests.refusingInvalid(method, maxRequestBytes, refusals);
  }

  @SuppressWarnings("unchecked") // The method is Execute.
  private static ServerMethodDefinition<ExecuteRequest, ExecuteResponse> asExecute(
      ServerMethodDefinition<?, ?> method) {
    return (ServerMethodDefinition<ExecuteRequest, ExecuteResponse>) method;
  }

  /** Starts one Converse call. Runs on the call's event loop. */
  StreamObserver<Incoming<ConverseRequest>> converse(
      Caller caller, StreamObserver<Outgoing> client) {
    return ConverseCall.start(
        (ServerCallStreamObserver<Outgoing>) client,
        currentLoop.get(),
        chat,
        delivery,
        caller,
        refusals);
  }
}
