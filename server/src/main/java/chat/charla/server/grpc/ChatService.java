package chat.charla.server.grpc;

import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.session.Chat;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
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
import java.util.function.Supplier;

/**
 * The contract's service, bound to a {@link Chat}.
 *
 * <p>It is the generated binding, except that Converse sends {@link Outgoing} messages, and that
 * requests which cannot be read are refused as others are.
 */
public final class ChatService {
  /** Commands of one stream that may be unanswered before no more are taken. */
  public static final int MAX_OUTSTANDING_COMMANDS = 64;

  private final Chat chat;
  private final Supplier<ReaderLoop> currentLoop;
  private final ClientAddresses clients;
  private final int maxRequestBytes;

  /**
   * The service of this chat.
   *
   * @param currentLoop tells the serial executor that runs the callbacks of the call whose callback
   *     is running
   * @param clients for which clients limits for addresses count
   * @param maxRequestBytes the longest request that is not refused for its size
   */
  public ChatService(
      Chat chat, Supplier<ReaderLoop> currentLoop, ClientAddresses clients, int maxRequestBytes) {
    this.chat = chat;
    this.maxRequestBytes = maxRequestBytes;
    this.clients = clients;
    this.currentLoop = currentLoop;
  }

  /** What a gRPC server registers. */
  public ServerServiceDefinition bind() {
    ServerServiceDefinition generated = ChatServiceGrpc.bindService(new UnaryCalls(chat));
    MethodDescriptor<ConverseRequest, ?> contract = ChatServiceGrpc.getConverseMethod();
    MethodDescriptor<Incoming<ConverseRequest>, Outgoing> converse =
        contract.toBuilder(
                IncomingMarshaller.of(contract, maxRequestBytes), new OutgoingMarshaller())
            .build();
    // Without the schema, reflection would pass over the service.
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(ChatServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(new ReflectedContract());
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    for (MethodDescriptor<?, ?> method : generated.getServiceDescriptor().getMethods()) {
      methods.add(
          method.getFullMethodName().equals(converse.getFullMethodName())
              ? ServerMethodDefinition.create(
                  converse, ServerCalls.asyncBidiStreamingCall(this::converse))
              : ReadableRequests.only(
                  generated.getMethod(method.getFullMethodName()), maxRequestBytes));
    }
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(service::addMethod);
    return ServerInterceptors.intercept(service.build(), new CallerInterceptor(clients));
  }

  /** Takes up one Converse call. On its event loop. */
  public StreamObserver<Incoming<ConverseRequest>> converse(StreamObserver<Outgoing> client) {
    return ConverseCall.start(
        (ServerCallStreamObserver<Outgoing>) client,
        currentLoop.get(),
        chat,
        CallerInterceptor.current());
  }
}
