package chat.charla.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Patience;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.WhoAmIRequest;
import io.grpc.ConnectivityState;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When the transport makes connections, and to which address. */
class GrpcTransportConnectionTest extends GrpcTransportFixture {
  @Test
  void aNewAttemptConnectsAtOnceAfterAFailure() throws Exception {
    int port = freePort();
    connectTo(port);
    transport().converse("t1", reports.stream()).request(1);
    String failure = reports.next();
    assertTrue(failure.startsWith("closed UNAVAILABLE"), failure);
    assertTrue(failure.contains("refused"), failure);
    awaitState(ConnectivityState.TRANSIENT_FAILURE);
    Server late = service.start(port);
    try {
      assertEquals("success none", joinWithinFiveAttempts());
    } finally {
      TinyServer.stop(late);
    }
  }

  @Test
  void aConnectionThatIsAbandonedIsClosed() throws Exception {
    try (SilentPeer silent = new SilentPeer(InetAddress.getLoopbackAddress(), 0)) {
      connectTo(silent.port());
      GrpcTransport transport = transport();
      StreamHandle stream = transport.converse("t1", reports.stream());
      awaitState(ConnectivityState.CONNECTING);

      stream.cancel();
      transport.abandonConnection();

      assertTrue(silent.awaitClosedByClient());
    }
  }

  @Test
  void aConnectionThatIsRenewedGoesToTheSameAddress() throws Exception {
    InetAddress second = InetAddress.getByName("127.0.0.2");
    int port = port();
    try (SilentPeer silent = new SilentPeer(second, 0);
        GrpcTransport transport =
            GrpcTransport.open(
                NettyChannelBuilder.forTarget("dns:///two").usePlaintext(),
                new AddressRotation(
                    new ListedAddresses(
                        loopback(port), new InetSocketAddress(second, silent.port()))))) {
      transport.whoAmI(WhoAmIRequest.getDefaultInstance(), "t1", reports.answer());
      assertEquals("success Bearer t1", reports.next());

      transport.renewConnection();

      transport.whoAmI(WhoAmIRequest.getDefaultInstance(), "t1", reports.answer());
      assertEquals("success Bearer t1", reports.next());
    }
  }

  /**
   * Makes up to five attempts to join, and returns the last answer. The first attempt may fail,
   * because the channel may still be handling its previous failure. All attempts together take far
   * less time than the channel's own backoff: if the transport did not end this backoff, all
   * attempts would fail.
   */
  private String joinWithinFiveAttempts() throws InterruptedException {
    String answer = "";
    for (int attempt = 0; attempt < 5 && !answer.equals("success none"); attempt++) {
      transport().join(JoinRequest.newBuilder().setName("ana").build(), null, reports.answer());
      answer = reports.next();
    }
    return answer;
  }

  /** Waits for a state, because a call may fail before its channel changes its state. */
  private void awaitState(ConnectivityState wanted) throws InterruptedException {
    for (ConnectivityState state = channel().getState(false);
        state != wanted;
        state = channel().getState(false)) {
      CountDownLatch changed = new CountDownLatch(1);
      channel().notifyWhenStateChanged(state, changed::countDown);
      assertTrue(changed.await(Patience.SECONDS, SECONDS), "still " + state);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
