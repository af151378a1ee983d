package chat.charla.kit.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.JoinRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the wire fails at the beginning of a connection, as a client sees it. */
@Timeout(60)
class WireTest {
  private final Patience patience = new Patience(Duration.ofSeconds(30));

  @ParameterizedTest
  @CsvSource({
    "404, UNIMPLEMENTED",
    "401, UNAUTHENTICATED",
    "403, PERMISSION_DENIED",
    "502, UNAVAILABLE"
  })
  void aPageIsNotAGrpcAnswer(int httpStatus, Status.Code code) throws IOException {
    try (Wire wire = new Wire(unusedPort())) {
      wire.answer(httpStatus);
      assertEquals(code, join(wire).getCode());
      // The second request on a connection gets the same answer.
      assertEquals(code, join(wire).getCode());
    }
  }

  @Test
  void anIgnoredConnectionIsAcceptedAndStaysSilent() throws IOException {
    try (Wire wire = new Wire(unusedPort())) {
      wire.ignore();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
        patience.await("it is accepted", () -> wire.ignored() == 1);
        client.setSoTimeout(50);
        client.getOutputStream().write("hello?".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThrows(java.net.SocketTimeoutException.class, () -> client.getInputStream().read());
      }
    }
  }

  @Test
  void unblockForwardsConnectionsAgain() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Wire wire = new Wire(server.getLocalPort())) {
      wire.answer(404);
      wire.unblock();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), wire.port());
          Socket arrived = server.accept()) {
        client.getOutputStream().write('x');
        assertEquals('x', arrived.getInputStream().read());
      }
    }
  }

  private static Status join(Wire wire) {
    ManagedChannel channel = Peer.channel(wire.port());
    try {
      return assertThrows(
              StatusRuntimeException.class,
              () ->
                  ChatServiceGrpc.newBlockingStub(channel)
                      .withDeadlineAfter(30, TimeUnit.SECONDS)
                      .join(JoinRequest.getDefaultInstance()))
          .getStatus();
    } finally {
      channel.shutdownNow();
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
