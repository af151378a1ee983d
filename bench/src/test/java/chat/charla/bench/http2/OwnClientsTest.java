package chat.charla.bench.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records the frames of the clients of {@code interop/}. Their flow control windows are of the size
 * that the contract recommends, and they send no PING to estimate the bandwidth. {@code
 * scripts/client-frames} builds the clients and sets the properties.
 */
@EnabledOnOs(OS.LINUX)
final class OwnClientsTest {
  /** See "Connections" in the contract. */
  private static final int WINDOW = 1 << 20;

  /**
   * A client enlarges a window only when at least one {@code PARTS}-th of the window has been used.
   */
  private static final int PARTS = 4;

  /** These clients send a keepalive PING when nothing has arrived for this time. */
  private static final long KEEPALIVE_NANOS = TimeUnit.SECONDS.toNanos(10);

  @TempDir Path work = Path.of(".");

  @Test
  @EnabledIfSystemProperty(named = "charla.kit.java", matches = ".+")
  void java() throws IOException {
    assertFixedWindows(List.of("java", "-jar", System.getProperty("charla.kit.java")));
  }

  @Test
  @EnabledIfSystemProperty(named = "charla.kit.go", matches = ".+")
  void go() throws IOException {
    assertFixedWindows(List.of(System.getProperty("charla.kit.go")));
  }

  @Test
  @EnabledIfSystemProperty(named = "charla.kit.python", matches = ".+")
  void python() throws IOException {
    assertFixedWindows(List.of(System.getProperty("charla.kit.python")));
  }

  @Test
  @EnabledIfSystemProperty(named = "charla.kit.typescript", matches = ".+")
  void typescript() throws IOException {
    assertFixedWindows(List.of("node", System.getProperty("charla.kit.typescript")));
  }

  private void assertFixedWindows(List<String> command) throws IOException {
    List<FrameRecorder.Frame> frames = recorded(command);
    FrameCounts written = FrameCounts.recorded(frames);
    assertEquals(WINDOW, written.window());
    assertEquals(WINDOW, written.streamWindow());
    assertEquals(0, written.settings());
    long nanos = frames.get(frames.size() - 1).nanos() - frames.get(0).nanos();
    assertTrue(written.pings() <= nanos / KEEPALIVE_NANOS, written.toString());
    long bytes =
        frames.stream()
            .filter(frame -> !frame.fromClient() && frame.type() == Frames.DATA)
            .mapToLong(FrameRecorder.Frame::length)
            .sum();
    long most = bytes * PARTS / WINDOW + 1;
    assertTrue(written.connectionUpdates() <= most, written.toString());
    assertTrue(written.streamUpdates() <= most, written.toString());
  }

  /**
   * The frames of a client and of the server, up to the moment at which the client has printed all
   * messages.
   */
  private List<FrameRecorder.Frame> recorded(List<String> command) throws IOException {
    try (Loop loop = new Loop();
        ContractPeer charla = LobbyTraffic.server(work, "own");
        FrameRecorder recorder = new FrameRecorder(charla.address());
        RecordedClient client = new KitClient(command, false, recorder.port())) {
      Patience.await("the client is online", client::online);
      LobbyTraffic.deliver(loop, charla, "Author", client::delivered);
      return recorder.frames();
    }
  }
}
