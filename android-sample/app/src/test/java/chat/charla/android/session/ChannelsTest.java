package chat.charla.android.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.GrpcTransport;
import chat.charla.client.TimeLimitedSockets;
import chat.charla.testkit.network.FirstWindows;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

@RunWith(RobolectricTestRunner.class)
public final class ChannelsTest {
  private static final Duration SILENCE_LIMIT = Duration.ofMillis(300);
  private static final int PATIENCE_SECONDS = 20;

  /**
   * The client keeps the channel and retries. If the failed connections stayed open, they would
   * accumulate.
   */
  @Test
  public void aConnectionIsClosedIfTheServerDoesNotAnswerTheTlsHandshake() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    CompletableFuture<CallFailure> failed = new CompletableFuture<>();
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      start(() -> closed.complete(acceptAndAwaitClose(silent)));
      String host = silent.getInetAddress().getHostAddress();
      ServerSettings settings = new ServerSettings(host, silent.getLocalPort(), false, "");
      Channels channels =
          new Channels(RuntimeEnvironment.getApplication(), new TimeLimitedSockets(SILENCE_LIMIT));
      try (TransportFactory.Link link = channels.open(settings)) {
        link.transport().join(JoinRequest.getDefaultInstance(), null, failureTo(failed));

        assertTrue(closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(
            Status.Code.UNAVAILABLE, failed.get(PATIENCE_SECONDS, TimeUnit.SECONDS).code());
      }
    }
  }

  @Test
  public void theFlowControlWindowsHaveTheSizeOfTheContract() throws Exception {
    int window = GrpcTransport.FLOW_CONTROL_WINDOW;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String host = server.getInetAddress().getHostAddress();
      ServerSettings settings = new ServerSettings(host, server.getLocalPort(), true, "");
      Channels channels = new Channels(RuntimeEnvironment.getApplication());
      try (TransportFactory.Link link = channels.open(settings)) {
        link.transport()
            .join(JoinRequest.getDefaultInstance(), null, failureTo(new CompletableFuture<>()));
        assertEquals(new FirstWindows(window, window), FirstWindows.ofNextClient(server));
      }
    }
  }

  private static boolean acceptAndAwaitClose(ServerSocket listener) {
    try (Socket socket = listener.accept();
        InputStream in = socket.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException reset) {
      // The client has closed the connection by a reset.
    }
    return true;
  }

  private static Answer<JoinResponse> failureTo(CompletableFuture<CallFailure> failed) {
    return new Answer<>() {
      @Override
      public void onSuccess(JoinResponse response) {
        failed.completeExceptionally(new AssertionError("a silent peer has answered"));
      }

      @Override
      public void onFailure(CallFailure failure) {
        failed.complete(failure);
      }
    };
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "silent peer");
    thread.setDaemon(true);
    thread.start();
  }
}
