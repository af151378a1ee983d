package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client that knows the contract only as a descriptor, and so sees what any client can see. */
final class GenericClient implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel connection;
  private final Channel channel;
  private final GenericContract contract;

  private GenericClient(ManagedChannel connection, Channel channel, GenericContract contract) {
    this.connection = connection;
    this.channel = channel;
    this.contract = contract;
  }

  /** A client that gets the contract from the server by reflection. */
  static GenericClient connect(RunningServer server) {
    ManagedChannel connection = open(server);
    return new GenericClient(
        connection, connection, GenericContract.reflectedBy(RawClient.over(connection)));
  }

  /** A client with this contract. */
  static GenericClient connect(RunningServer server, GenericContract contract) {
    ManagedChannel connection = open(server);
    return new GenericClient(connection, connection, contract);
  }

  /** A client on this connection with a new identity. */
  GenericClient join(String name) {
    return withToken(text(call("Join", "name: '" + name + "'"), "session_token"));
  }

  /** A client on this connection with this token. */
  GenericClient withToken(String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return new GenericClient(
        connection,
        ClientInterceptors.intercept(
            connection, MetadataUtils.newAttachHeadersInterceptor(headers)),
        contract);
  }

  /** A client like this one, whose calls also have this header. */
  GenericClient with(String header, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
    return new GenericClient(
        connection,
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        contract);
  }

  /** The contract that this client uses. */
  GenericContract contract() {
    return contract;
  }

  /** Calls a unary method, which must succeed. */
  DynamicMessage call(String method, String request) {
    return call(contract.method(method), contract.request(method, request));
  }

  /** Calls a unary method, which must be refused, and returns the refusal. */
  GenericRefusal refused(String method, String request) {
    return refused(method, contract.request(method, request));
  }

  /** Calls a unary method, which must be refused, and returns the refusal. */
  GenericRefusal refused(String method, DynamicMessage request) {
    return refused(contract.method(method), request);
  }

  /** Calls a method that the service does not have, and returns the refusal. */
  GenericRefusal refusedUnknown(String method) {
    MethodDescriptor<DynamicMessage, DynamicMessage> known = contract.method("WhoAmI");
    String name =
        MethodDescriptor.generateFullMethodName(String.valueOf(known.getServiceName()), method);
    return refused(
        known.toBuilder().setFullMethodName(name).build(), contract.request("WhoAmI", ""));
  }

  /** Calls a unary method without sending the request, and returns how the call ended. */
  GenericRefusal withoutRequest(String method) {
    // For a unary call gRPC would send nothing before the request.
    MethodDescriptor<DynamicMessage, DynamicMessage> begun =
        contract.method(method).toBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .build();
    Stream call = new Stream(channel.newCall(begun, CallOptions.DEFAULT));
    call.start();
    return call.end();
  }

  private GenericRefusal refused(
      MethodDescriptor<DynamicMessage, DynamicMessage> method, DynamicMessage request) {
    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> call(method, request));
    return GenericRefusal.of(failure.getStatus(), failure.getTrailers(), contract);
  }

  private DynamicMessage call(
      MethodDescriptor<DynamicMessage, DynamicMessage> method, DynamicMessage request) {
    return ClientCalls.blockingUnaryCall(
        channel,
        method,
        CallOptions.DEFAULT.withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS),
        request);
  }

  /** Starts a Converse stream with these commands. */
  Stream converse(String... commands) {
    Stream stream = new Stream(channel.newCall(contract.method("Converse"), CallOptions.DEFAULT));
    stream.start();
    List.of(commands).forEach(stream::send);
    return stream;
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }

  /** The value at a path of fields such as {@code self.name}; for an enum its name. */
  static String text(DynamicMessage message, String path) {
    Object value = message;
    for (String name : path.split("\\.", -1)) {
      value = ((DynamicMessage) value).getField(field((DynamicMessage) value, name));
    }
    return String.valueOf(value);
  }

  /** Whether there is a value at a path of fields. */
  static boolean has(DynamicMessage message, String path) {
    DynamicMessage parent = message;
    for (String name : path.split("\\.", -1)) {
      FieldDescriptor field = field(parent, name);
      boolean there =
          field.isRepeated() ? parent.getRepeatedFieldCount(field) > 0 : parent.hasField(field);
      if (!there) {
        return false;
      }
      if (parent.getField(field) instanceof DynamicMessage child) {
        parent = child;
      }
    }
    return true;
  }

  /** The field of this name. */
  static FieldDescriptor field(DynamicMessage message, String name) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw new AssertionError(message.getDescriptorForType().getFullName() + " has no " + name);
    }
    return field;
  }

  private static ManagedChannel open(RunningServer server) {
    return NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext().build();
  }

  /** A Converse stream that records what it receives. */
  final class Stream extends ClientCall.Listener<DynamicMessage> {
    private final ClientCall<DynamicMessage, DynamicMessage> call;
    private final Recording<DynamicMessage> frames = new Recording<>();
    private final CompletableFuture<GenericRefusal> end = new CompletableFuture<>();

    private Stream(ClientCall<DynamicMessage, DynamicMessage> call) {
      this.call = call;
    }

    private void start() {
      call.start(this, new Metadata());
      call.request(Integer.MAX_VALUE);
    }

    /** Sends a command. */
    void send(String command) {
      send(contract.request("Converse", command));
    }

    /** Sends a command. */
    void send(DynamicMessage command) {
      call.sendMessage(command);
    }

    /** Ends the client's side; no more commands follow. */
    void halfClose() {
      call.halfClose();
    }

    /** Cancels the stream. */
    void cancel() {
      call.cancel("the test is done with the stream", null);
    }

    /** The first frame with a value at this path. */
    DynamicMessage frame(String path) {
      return frames.await(path, frame -> has(frame, path));
    }

    /** The first frame that matches. */
    DynamicMessage frame(String what, Predicate<DynamicMessage> wanted) {
      return frames.await(what, wanted);
    }

    /** The refusal of the command with this request id. */
    GenericRefusal refusal(String requestId) {
      return GenericRefusal.of(
          frames.await(
              "refusal of " + requestId,
              frame -> has(frame, "result.error") && text(frame, "request_id").equals(requestId)),
          "result");
    }

    /** The refusal in the Closing frame. */
    GenericRefusal closing() {
      return GenericRefusal.of(frame("closing.error"), "closing");
    }

    /** How the call ended. */
    GenericRefusal end() {
      return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void onMessage(DynamicMessage frame) {
      frames.add(frame);
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
      end.complete(GenericRefusal.of(status, trailers, contract));
      frames.end();
    }
  }
}
