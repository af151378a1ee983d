package chat.charla.kit.world;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.Open;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call through the {@link Relay}, with a record of its messages. Thread-safe: the scenario's
 * thread may use it while messages are forwarded.
 */
public final class RelayedCall {
  /** A command, and when it arrived. */
  public record Command(long nanos, ConverseRequest request) {}

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String method;
  private final String token;
  private final long startNanos = System.nanoTime();
  private final ServerCall<byte[], byte[]> client;
  private @Nullable ClientCall<byte[], byte[]> server;
  private final List<byte[]> requests = new ArrayList<>();
  private final List<Long> requestNanos = new ArrayList<>();
  private final List<byte[]> responses = new ArrayList<>();
  private boolean headersSent;
  private boolean clientOver;
  private boolean serverOver;
  private boolean serverWaits;
  private boolean clientWaits;

  RelayedCall(ServerCall<byte[], byte[]> client, Metadata headers) {
    this.client = client;
    this.method = String.valueOf(client.getMethodDescriptor().getBareMethodName());
    String authorization = headers.get(AUTHORIZATION);
    this.token = authorization == null ? "" : authorization.replaceFirst("(?i)^Bearer ", "");
  }

  /** The method's bare name, such as {@code Converse}. */
  public String method() {
    return method;
  }

  /** The session token of the call, or empty. */
  public String token() {
    return token;
  }

  /** When the call began, in {@link System#nanoTime}. */
  public long startNanos() {
    return startNanos;
  }

  /** Whether the call is open, as the client sees it. */
  public synchronized boolean isAlive() {
    return !clientOver;
  }

  /** The request of a {@code Join} call. */
  public synchronized JoinRequest join() {
    try {
      return requests.isEmpty()
          ? JoinRequest.getDefaultInstance()
          : JoinRequest.parseFrom(requests.get(0));
    } catch (InvalidProtocolBufferException e) {
      throw new Failure("the client's Join is not a JoinRequest: " + e.getMessage());
    }
  }

  /** The commands of a {@code Converse} call so far. */
  public synchronized List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      commands.add(new Command(requestNanos.get(i), parseRequest(requests.get(i))));
    }
    return commands;
  }

  /** The sends among {@link #commands}. */
  public List<Command> sends() {
    return commands().stream().filter(command -> command.request().hasSendMessage()).toList();
  }

  /** The {@code Open} of the client; empty if it has not arrived yet. */
  public Open open() {
    List<Command> commands = commands();
    return commands.isEmpty() ? Open.getDefaultInstance() : commands.get(0).request().getOpen();
  }

  /** The cursor that the client opened the stream with, or -1. */
  public long cursor(String room) {
    return open().getCursorsList().stream()
        .filter(cursor -> cursor.getRoom().equals(room))
        .mapToLong(cursor -> cursor.getAfterSequence())
        .findFirst()
        .orElse(-1);
  }

  /** The frames sent to the client in a {@code Converse} call. */
  public synchronized List<ConverseResponse> frames() {
    return responses.stream().map(RelayedCall::parseResponse).toList();
  }

  /** Sends a message to the server: a forwarded or an invented one. */
  public synchronized void toServer(byte[] message) {
    if (server != null && !serverOver) {
      server.sendMessage(message);
    }
  }

  /** Half-closes the call to the server. */
  public synchronized void halfClose() {
    if (server != null && !serverOver) {
      server.halfClose();
    }
  }

  /** Sends a message to the client: a forwarded or an invented one. */
  public synchronized void toClient(byte[] message) {
    if (!clientOver) {
      sendHeaders(new Metadata());
      responses.add(message);
      client.sendMessage(message);
    }
  }

  /** Sends an invented frame to the client. */
  public void inject(ConverseResponse frame) {
    toClient(frame.toByteArray());
  }

  /** Ends the call for the client with this status, and cancels it at the server. */
  public synchronized void end(Status status, Metadata trailers) {
    endForClient(status, trailers);
    dropServer();
  }

  /** Ends the call without a status, by HTTP/2's RST_STREAM with the code CANCEL. */
  public synchronized void reset() {
    if (!clientOver) {
      sendHeaders(new Metadata());
      client.sendMessage(Relay.RESET);
      clientOver = true;
    }
    dropServer();
  }

  /** Ends the call as a broken connection does, without a reason. */
  public void cut() {
    end(Status.UNAVAILABLE.withDescription("cut by the kit"), new Metadata());
  }

  /** Ends the call for the client only; at the server it stays open, as after an unnoticed loss. */
  public synchronized void endForClient(Status status, Metadata trailers) {
    if (!clientOver) {
      clientOver = true;
      client.close(status, trailers);
    }
  }

  /** Cancels the call at the server. */
  public synchronized void dropServer() {
    if (server != null && !serverOver) {
      serverOver = true;
      server.cancel("the client is gone", null);
    }
  }

  synchronized void connect(ClientCall<byte[], byte[]> to) {
    server = to;
  }

  synchronized void sendHeaders(Metadata headers) {
    if (!headersSent && !clientOver) {
      headersSent = true;
      client.sendHeaders(headers);
    }
  }

  synchronized void recordRequest(byte[] message) {
    requests.add(message);
    requestNanos.add(System.nanoTime());
  }

  synchronized void serverEnded() {
    serverOver = true;
  }

  synchronized void clientGone() {
    clientOver = true;
  }

  /** Requests the next message of the server, if the transport to the client is ready for it. */
  synchronized void requestFromServer() {
    if (server == null || serverOver) {
      return;
    }
    if (clientOver || client.isReady()) {
      clientWaits = false;
      server.request(1);
    } else {
      clientWaits = true;
    }
  }

  /** Requests the next message of the client, if the transport to the server is ready for it. */
  synchronized void requestFromClient() {
    if (clientOver) {
      return;
    }
    if (server == null || serverOver || server.isReady()) {
      serverWaits = false;
      client.request(1);
    } else {
      serverWaits = true;
    }
  }

  synchronized void clientReady() {
    if (clientWaits) {
      requestFromServer();
    }
  }

  synchronized void serverReady() {
    if (serverWaits) {
      requestFromClient();
    }
  }

  /** Parses a message of the client on a stream. */
  public static ConverseRequest parseRequest(byte[] message) {
    try {
      return ConverseRequest.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new Failure("the client's command is not a ConverseRequest: " + e.getMessage());
    }
  }

  /** Parses a message of the server on a stream. */
  public static ConverseResponse parseResponse(byte[] message) {
    try {
      return ConverseResponse.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new Failure("the server's frame is not a ConverseResponse: " + e.getMessage());
    }
  }
}
