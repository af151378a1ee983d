package chat.charla.cli.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.settings.ServerAddress;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.GrpcTransport;
import chat.charla.testkit.network.FirstWindows;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ChannelsTest {
  /** All code in the process shares the property, so a change would affect other code. */
  @Test
  void restoresTheTrustStoreProperty() {
    String before = System.getProperty("javax.net.ssl.trustStore");
    ServerAddress address = new ServerAddress("localhost", ServerAddress.DEFAULT_PORT);
    Channels.open(Route.plaintext(address)).close();
    assertEquals(before, System.getProperty("javax.net.ssl.trustStore"));
  }

  @Test
  void flowControlWindowsFollowTheContract() throws IOException {
    int window = GrpcTransport.FLOW_CONTROL_WINDOW;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        GrpcTransport transport =
            Channels.open(
                Route.plaintext(
                    new ServerAddress(loopback.getHostAddress(), server.getLocalPort())))) {
      transport.join(JoinRequest.getDefaultInstance(), null, new Ignored());
      assertEquals(new FirstWindows(window, window), FirstWindows.ofNextClient(server));
    }
  }

  private static final class Ignored implements Answer<JoinResponse> {
    @Override
    public void onSuccess(JoinResponse response) {}

    @Override
    public void onFailure(CallFailure failure) {}
  }
}
