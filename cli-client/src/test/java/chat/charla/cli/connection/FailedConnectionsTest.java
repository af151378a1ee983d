package chat.charla.cli.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.connection.tls.Fingerprint;
import chat.charla.cli.connection.tls.Tls;
import chat.charla.cli.connection.tls.Trust;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.testkit.TestServer;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.client.CallFailure;
import chat.charla.client.GrpcTransport;
import chat.charla.client.TimeLimitedSockets;
import chat.charla.client.Transport;
import chat.charla.testkit.Listener;
import chat.charla.testkit.Patience;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import io.grpc.Status;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The messages about a peer that is not a Charla server. The program recognises some failures by
 * the transport's texts, so the test uses the real transport and real sockets.
 */
class FailedConnectionsTest {
  private static final String NOT_GRPC = "%s answered, but it does not speak gRPC";
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int HTTP2_PREFACE_BYTES = 24;
  private static final String NO_CONNECTION = "cannot connect to %s (%s)";

  private final Explanations explanations = new Explanations(Messages.in(Language.ENGLISH));
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Counted down when the client has closed the connection to a silent peer. */
  private final CountDownLatch ended = new CountDownLatch(1);

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void refusedConnectionIsReported() throws IOException {
    ServerAddress address;
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      address = addressOf(socket.getLocalPort());
    }
    assertEquals(
        NO_CONNECTION.formatted(address, "connection refused; perhaps the server is not running"),
        failure(address));
  }

  /** By RFC 6761, this name does not exist. */
  @Test
  void unknownHostIsReported() {
    ServerAddress address = new ServerAddress("charla.invalid", ServerAddress.DEFAULT_PORT);
    assertEquals(NO_CONNECTION.formatted(address, "unknown host"), failure(address));
  }

  /** A web server, sshd, a mail server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
        "220 mail.example ESMTP\r\n"
      })
  void serverWithoutGrpcIsReported(String greeting) throws IOException {
    byte[] bytes = greeting.getBytes(StandardCharsets.US_ASCII);
    ServerAddress address =
        answering(
            (in, out) -> {
              in.read();
              out.write(bytes);
            });
    assertEquals(NOT_GRPC.formatted(address), failure(address));
  }

  @Test
  void webServerWithHttp2IsReported() throws IOException {
    ServerAddress address = answeringHttp2(new byte[] {(byte) 0x88}); // ":status: 200"
    assertEquals(NOT_GRPC.formatted(address), failure(address));
  }

  @Test
  void proxyWithoutAServerIsReportedWithItsHttpStatus() throws IOException {
    ServerAddress address = answeringHttp2(new byte[] {0x08, 3, '5', '0', '2'});
    assertEquals(
        NO_CONNECTION.formatted(address, "it answered HTTP 502, not as a Charla server"),
        failure(address));
    address = answeringHttp2(new byte[] {(byte) 0x8d}); // ":status: 404"
    assertEquals(
        NO_CONNECTION.formatted(address, "it answered HTTP 404, not as a Charla server"),
        failure(address));
  }

  @Test
  void messagesAreAlsoInSpanish() throws IOException {
    ServerAddress address = answeringHttp2(new byte[] {0x08, 3, '5', '0', '2'});
    Explanations spanish = new Explanations(Messages.in(Language.SPANISH));
    assertEquals(
        "no se pudo conectar a %s (respondió HTTP 502, y no como un servidor de Charla)"
            .formatted(address),
        spanish.of(failed(address), address));
    address = answeringHttp2(new byte[] {(byte) 0x88});
    assertEquals(
        "%s respondió, pero no habla gRPC".formatted(address),
        spanish.of(failed(address), address));
  }

  /**
   * With LANG=es_ES.UTF-8 the JDK's messages contain messages of the operating system in Spanish.
   */
  @Test
  void systemMessagesInAnotherLanguageAreRecognised() {
    ServerAddress address = new ServerAddress("localhost", ServerAddress.DEFAULT_PORT);
    assertEquals(
        NO_CONNECTION.formatted(address, "connection refused; perhaps the server is not running"),
        explanations.of(broken(new ConnectException("Conexión rehusada")), address));
    CallFailure gone = broken(new SocketException("Tubería rota"));
    assertEquals(
        NO_CONNECTION.formatted(address, "the server closed the connection"),
        explanations.of(gone, address));
    assertTrue(Explanations.isConnectionClosed(gone));
    assertFalse(
        Explanations.isConnectionClosed(
            broken(new NoRouteToHostException("La red es inaccesible"))));
  }

  @Test
  void fullStopOfAnotherProgramsMessageIsRemoved() {
    CallFailure failure = CallFailure.of(Status.Code.UNAVAILABLE, "The line is cut.");
    assertEquals("The line is cut", explanations.of(failure));
  }

  private static CallFailure broken(IOException cause) {
    return CallFailure.fromStatus(Status.UNAVAILABLE.withCause(cause), null);
  }

  @Test
  void silentPeerIsReportedAndDisconnected() throws Exception {
    ServerAddress address = answering((in, out) -> awaitEnd(in));
    Transport transport = transport(address);
    CallFailedException failed =
        assertThrows(
            CallFailedException.class, () -> Calls.greet(transport, Duration.ofMillis(300)));
    assertEquals(
        NO_CONNECTION.formatted(address, "no answer"), explanations.of(failed.failure(), address));
    assertTrue(ended.await(Patience.SECONDS, TimeUnit.SECONDS), "the connection is still open");
  }

  @Test
  void silentPeerIsReportedAndDisconnectedWithTls() throws Exception {
    ServerAddress address = answering((in, out) -> awaitEnd(in));
    Trust trust = new Trust.Pinned(new Fingerprint("00:".repeat(31) + "00"));
    TimeLimitedSockets sockets = new TimeLimitedSockets(Duration.ofMillis(300));
    GrpcTransport transport = Channels.open(new Route(address, new Tls(trust, null)), sockets);
    open.add(transport);
    CallFailedException failed =
        assertThrows(CallFailedException.class, () -> Calls.greet(transport));
    assertEquals(
        NO_CONNECTION.formatted(address, "no answer"), explanations.of(failed.failure(), address));
    assertTrue(ended.await(Patience.SECONDS, TimeUnit.SECONDS), "the connection is still open");
  }

  private ServerAddress answeringHttp2(byte[] status) throws IOException {
    byte[] type = "text/html".getBytes(StandardCharsets.US_ASCII);
    return answering(
        (in, out) -> {
          in.skipNBytes(HTTP2_PREFACE_BYTES);
          out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // an empty SETTINGS frame
          skipToHeaders(in);
          // HEADERS of stream 3, with ":status" and content-type. Name 31 of HPACK's static
          // table is content-type.
          byte length = (byte) (status.length + 3 + type.length);
          out.write(new byte[] {0, 0, length, 1, 4, 0, 0, 0, 3});
          out.write(status);
          out.write(new byte[] {0x0f, 0x10, (byte) type.length});
          out.write(type);
          out.write(new byte[] {0, 0, 4, 0, 1, 0, 0, 0, 3, 'o', 'o', 'p', 's'}); // DATA
        });
  }

  @Test
  void closedConnectionIsReported() throws IOException {
    ServerAddress address = answering((in, out) -> in.read());
    assertEquals(
        NO_CONNECTION.formatted(address, "the server closed the connection"), failure(address));
  }

  @Test
  void realServerAnswers(@TempDir Path directory) throws Exception {
    TestServer server = new TestServer(directory);
    open.add(server);
    ServerAddress address = new ServerAddress("localhost", Integer.parseInt(server.port()));
    JoinRequest request = JoinRequest.newBuilder().setName("Zoë").build();
    Transport transport = transport(address);
    JoinResponse response = Calls.await(transport, answer -> transport.join(request, null, answer));
    assertEquals("Zoë", response.getSelf().getName());
  }

  private String failure(ServerAddress address) {
    return explanations.of(failed(address), address);
  }

  private CallFailure failed(ServerAddress address) {
    Transport transport = transport(address);
    return assertThrows(CallFailedException.class, () -> Calls.greet(transport)).failure();
  }

  private Transport transport(ServerAddress address) {
    GrpcTransport transport = Channels.open(Route.plaintext(address));
    open.add(transport);
    return transport;
  }

  private void awaitEnd(InputStream in) throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } finally {
      ended.countDown();
    }
  }

  /** Reads HTTP/2 frames until the call arrives. */
  private static void skipToHeaders(DataInputStream in) throws IOException {
    int type;
    do {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      type = in.readUnsignedByte();
      in.skipNBytes(1 + Integer.BYTES + length);
    } while (type != 1);
  }

  /** Starts a listener that answers each connection in this way and closes it. */
  private ServerAddress answering(Peer peer) throws IOException {
    Listener server = new Listener(LOOPBACK, 0, socket -> serve(socket, peer));
    open.add(server);
    return addressOf(server.port());
  }

  private static void serve(Socket socket, Peer peer) throws IOException {
    InputStream in = socket.getInputStream();
    peer.answer(new DataInputStream(in), socket.getOutputStream());
    socket.shutdownOutput();
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static ServerAddress addressOf(int port) {
    return new ServerAddress(LOOPBACK.getHostAddress(), port);
  }

  private interface Peer {
    void answer(DataInputStream in, OutputStream out) throws IOException;
  }
}
