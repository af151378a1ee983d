package chat.charla.server.edge;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says about HTTP/2 pings. */
class KeepaliveTest {
  private static final int PING = 6;
  private static final int GO_AWAY = 7;

  @TempDir private Path data;

  @Test
  void aPingIsAnsweredWithoutACall() throws IOException {
    try (RunningServer server = RunningServer.in(data);
        SilentPeer peer = SilentPeer.connect(server.port())) {
      peer.send(new Http2Bytes().ping().toByteArray());

      peer.awaitFrame(PING);
    }
  }

  @Test
  void aClientThatPingsTooOftenIsDisconnected() throws IOException {
    try (RunningServer server = RunningServer.in(data);
        SilentPeer peer = SilentPeer.connect(server.port())) {
      Http2Bytes pings = new Http2Bytes();
      for (int i = 0; i < 6; i++) {
        pings.ping();
      }
      peer.send(pings.toByteArray());

      peer.awaitFrame(GO_AWAY);
      peer.awaitEnd();
    }
  }
}
