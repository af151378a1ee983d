package chat.charla.testkit.network;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call through the {@link Relay}, with a record of its messages. Thread-safe: the test's thread
 * may use it while messages are forwarded.
 */
public final class RelayedCall {
  /** A message of the client, and when it arrived, in {@link System#nanoTime}. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Request(long nanos, byte[] message) {}

  /** The header with the session token. */
  public static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** A marker that is not a message: serialising it fails, and gRPC then resets the stream. */
  static final byte[] RESET = new byte[0];

  private final String method;
  private final String token;
  private final long startNanos = System.nanoTime();
  private final ServerCall<byte[], byte[]> client;
  private @Nullable ClientCall<byte[], byte[]> server;
  private final List<Request> requests = new ArrayList<>();
  private final List<byte[]> responses = new ArrayList<>();
  private boolean headersSent;
  private boolean clientOver;
  private boolean serverOver;
  private boolean awaitsServer;
  private boolean awaitsClient;

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

  /** The messages of the client so far. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The messages sent to the client so far. */
  public synchronized List<byte[]> responses() {
    return List.copyOf(responses);
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

  /** Ends the call for the client with this status, and cancels it at the server. */
  public synchronized void end(Status status, Metadata trailers) {
    endForClient(status, trailers);
    dropServer();
  }

  /** Ends the call without a status, by HTTP/2's RST_STREAM with the code CANCEL. */
  public synchronized void reset() {
    if (!clientOver) {
      sendHeaders(new Metadata());
      client.sendMessage(RESET);
      clientOver = true;
    }
    dropServer();
  }

  /** Ends the call as a broken connection does, without a reason. */
  public void cut() {
    end(Status.UNAVAILABLE.withDescription("cut on purpose"), new Metadata());
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
    requests.add(new Request(System.nanoTime(), message));
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
      awaitsClient = false;
      server.request(1);
    } else {
      awaitsClient = true;
    }
  }

  /** Requests the next message of the client, if the transport to the server is ready for it. */
  synchronized void requestFromClient() {
    if (clientOver) {
      return;
    }
    if (server == null || serverOver || server.isReady()) {
      awaitsServer = false;
      client.request(1);
    } else {
      awaitsServer = true;
    }
  }

  synchronized void clientReady() {
    if (awaitsClient) {
      requestFromServer();
    }
  }

  synchronized void serverReady() {
    if (awaitsServer) {
      requestFromClient();
    }
  }
}
