package chat.charla.testkit.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.testkit.Patience;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The failures of the wire at the beginning of a connection, as a client sees them. */
@Timeout(Patience.SECONDS)
class WireTest {
  private static final MethodDescriptor<byte[], byte[]> JOIN =
      MethodDescriptor.newBuilder(Relay.BYTES, Relay.BYTES)
          .setFullMethodName("charla.v1.ChatService/Join")
          .setType(MethodDescriptor.MethodType.UNARY)
          .build();

  @ParameterizedTest
  @CsvSource({
    "404, UNIMPLEMENTED",
    "401, UNAUTHENTICATED",
    "403, PERMISSION_DENIED",
    "502, UNAVAILABLE"
  })
  void anHttpStatusEndsACallWithTheCodeThatGrpcMapsItTo(int httpStatus, Status.Code code)
      throws Exception {
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
        Patience.await("the wire accepts the connection", () -> wire.ignored() == 1);
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

  @Test
  void afterFallSilentOldConnectionsStaySilentAndNewOnesAreResetUntilUnblock() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Wire wire = new Wire(server.getLocalPort());
        Socket old = new Socket(InetAddress.getLoopbackAddress(), wire.port());
        Socket arrived = server.accept()) {
      old.getOutputStream().write('x');
      assertEquals('x', arrived.getInputStream().read());
      wire.fallSilent();
      try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
        assertThrows(IOException.class, () -> refused.getInputStream().read());
      }
      wire.unblock();
      old.getOutputStream().write('y');
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), wire.port());
          Socket next = server.accept()) {
        client.getOutputStream().write('z');
        assertEquals('z', next.getInputStream().read());
      }
      arrived.setSoTimeout(50);
      assertThrows(java.net.SocketTimeoutException.class, () -> arrived.getInputStream().read());
    }
  }

  @Test
  void aConnectionIsResetIfNoServerListens() throws IOException {
    try (Wire wire = new Wire(unusedPort());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
      assertThrows(IOException.class, () -> client.getInputStream().read());
    }
  }

  /** Makes a call through the wire, and returns how it ends. */
  private static Status join(Wire wire) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", wire.port()).usePlaintext().build();
    try {
      CompletableFuture<Status> end = new CompletableFuture<>();
      ClientCall<byte[], byte[]> call =
          channel.newCall(
              JOIN, CallOptions.DEFAULT.withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS));
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              end.complete(status);
            }
          },
          new Metadata());
      call.sendMessage(new byte[1]);
      call.halfClose();
      call.request(1);
      return end.get(Patience.SECONDS, TimeUnit.SECONDS);
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
