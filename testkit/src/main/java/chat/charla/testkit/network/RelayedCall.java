package chat.charla.testkit.network;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call through the {@link Relay}, with a record of its messages. Thread-safe, so that a test
 * can use the call while the relay forwards messages.
 */
public final class RelayedCall {
  /** A message of the client, and the {@link System#nanoTime} of its arrival. */
  @SuppressWarnings("ArrayRecordComponent") // Requests are never compared.
  public record Request(long nanos, byte[] message) {}

  /** The metadata key of the session token. */
  public static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * A marker in place of a message. gRPC fails to serialise it, and then resets the HTTP/2 stream.
   */
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

  /** The {@link System#nanoTime} at which the call began. */
  public long startNanos() {
    return startNanos;
  }

  /** Whether the call is open from the client's point of view. */
  public synchronized boolean isAlive() {
    return !clientOver;
  }

  /** The messages that the client has sent. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The messages that were sent to the client. */
  public synchronized List<byte[]> responses() {
    return List.copyOf(responses);
  }

  /** Sends a message to the server. It need not be a message of the client. */
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

  /** Sends a message to the client. It need not be a message of the server. */
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

  /**
   * Ends the call for the client without a status, by HTTP/2's RST_STREAM with the code CANCEL, and
   * cancels the call at the server.
   */
  public synchronized void reset() {
    if (!clientOver) {
      sendHeaders(new Metadata());
      client.sendMessage(RESET);
      clientOver = true;
    }
    dropServer();
  }

  /**
   * Ends the call for the client as a broken connection does, and cancels the call at the server.
   */
  public void cut() {
    end(Status.UNAVAILABLE.withDescription("cut on purpose"), new Metadata());
  }

  /**
   * Ends the call for the client only. At the server the call stays open, as if the server had not
   * noticed the loss of the connection.
   */
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

  /** Requests the next message of the server as soon as the transport to the client is ready. */
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

  /** Requests the next message of the client as soon as the transport to the server is ready. */
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
