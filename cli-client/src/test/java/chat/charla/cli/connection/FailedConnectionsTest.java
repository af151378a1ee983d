package chat.charla.cli.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.testkit.TestServer;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.client.GrpcTransport;
import chat.charla.client.Transport;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import io.grpc.ManagedChannel;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What people are told when there is no Charla server at the other end. The transport's own words
 * decide, so it is the transport that is tested here, against real sockets.
 */
class FailedConnectionsTest {
  private static final String NO_SERVER = "what answers at %s is no Charla server: %s";
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int HTTP2_PREFACE_BYTES = 24;
  private static final String NO_CONNECTION = "cannot connect to %s (%s)";

  private final Explanations explanations = new Explanations(Messages.in(Language.ENGLISH));
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void nobodyListens() throws IOException {
    ServerAddress address;
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      address = addressOf(socket);
    }
    assertEquals(
        NO_CONNECTION.formatted(address, "nobody listens there: is the server running?"),
        failure(address));
  }

  /** The name is one that by RFC 6761 does not exist. */
  @Test
  void noSuchHost() {
    ServerAddress address = new ServerAddress("charla.invalid", ServerAddress.DEFAULT_PORT);
    assertEquals(NO_CONNECTION.formatted(address, "that server is not known"), failure(address));
  }

  /** A web server, sshd, a mail server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
        "220 mail.example ESMTP\r\n"
      })
  void somethingElseListens(String greeting) throws IOException {
    byte[] bytes = greeting.getBytes(StandardCharsets.US_ASCII);
    ServerAddress address =
        answering(
            (in, out) -> {
              in.read();
              out.write(bytes);
            });
    assertEquals(NO_SERVER.formatted(address, "it does not speak gRPC"), failure(address));
  }

  @Test
  void webServerThatSpeaksHttp2() throws IOException {
    byte[] type = "text/html".getBytes(StandardCharsets.US_ASCII);
    ServerAddress address =
        answering(
            (in, out) -> {
              in.skipNBytes(HTTP2_PREFACE_BYTES);
              out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // SETTINGS, none
              skipToHeaders(in);
              // HEADERS of stream 3: ":status: 404", and content-type, HPACK's name 31.
              out.write(new byte[] {0, 0, (byte) (type.length + 4), 1, 4, 0, 0, 0, 3});
              out.write(new byte[] {(byte) 0x8d, 0x0f, 0x10, (byte) type.length});
              out.write(type);
              out.write(new byte[] {0, 0, 4, 0, 1, 0, 0, 0, 3, 'o', 'o', 'p', 's'}); // DATA
            });
    assertEquals(NO_SERVER.formatted(address, "it does not speak gRPC"), failure(address));
  }

  @Test
  void whatListensHangsUp() throws IOException {
    ServerAddress address = answering((in, out) -> in.read());
    assertEquals(NO_CONNECTION.formatted(address, "the server went away"), failure(address));
  }

  @Test
  void realServer(@TempDir Path directory) throws Exception {
    TestServer server = new TestServer(directory);
    open.add(server);
    ServerAddress address = new ServerAddress("localhost", Integer.parseInt(server.port()));
    JoinRequest request = JoinRequest.newBuilder().setName("Zoë").build();
    JoinResponse response = Calls.await(answer -> transport(address).join(request, null, answer));
    assertEquals("Zoë", response.getSelf().getName());
  }

  private String failure(ServerAddress address) {
    Transport transport = transport(address);
    CallFailedException failed =
        assertThrows(CallFailedException.class, () -> Calls.greet(transport));
    return explanations.of(failed.failure(), address);
  }

  private Transport transport(ServerAddress address) {
    ManagedChannel channel = Channels.open(Route.plaintext(address));
    open.add(channel::shutdownNow);
    return new GrpcTransport(channel);
  }

  /** Reads frames of HTTP/2 until the call is there. */
  private static void skipToHeaders(DataInputStream in) throws IOException {
    int type;
    do {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      type = in.readUnsignedByte();
      in.skipNBytes(1 + Integer.BYTES + length);
    } while (type != 1);
  }

  /** Something that listens, answers once like this, and hangs up. */
  private ServerAddress answering(Peer peer) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
    open.add(server);
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                peer.answer(new DataInputStream(in), socket.getOutputStream());
                socket.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException gone) {
                // The client has seen enough, or the test is over.
              }
            },
            "peer");
    thread.setDaemon(true);
    thread.start();
    return addressOf(server);
  }

  private static ServerAddress addressOf(ServerSocket socket) {
    return new ServerAddress(LOOPBACK.getHostAddress(), socket.getLocalPort());
  }

  private interface Peer {
    void answer(DataInputStream in, OutputStream out) throws IOException;
  }
}
