package chat.charla.bench.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.CharlaMember;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.testkit.Patience;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records the frames of real clients while messages arrive, first one at a time, then many at once.
 * A client must have written about as many frames of each type as its profile writes when it gets
 * the same frames.
 */
@EnabledOnOs(OS.LINUX)
final class ClientProfileTest {
  private static final String LOCALHOST = "127.0.0.1";

  /** The allowed difference between the numbers of frames of a client and of its profile. */
  private static final double TOLERANCE = 0.05;

  /** A difference of this many frames is always allowed. */
  private static final int FEW_FRAMES = 2;

  @TempDir Path work = Path.of(".");

  @Test
  void grpcJavaOverNetty() throws IOException {
    FrameCounts written = writtenLike(ClientProfile.NETTY, channel(port -> netty(port).build()));
    assertTrue(written.pings() >= 2, written.toString());
  }

  @Test
  void grpcJavaOverNettyWithFixedWindows() throws IOException {
    int window = ClientProfile.FIXED.window();
    FrameCounts written =
        writtenLike(
            ClientProfile.FIXED, channel(port -> netty(port).flowControlWindow(window).build()));
    assertEquals(0, written.pings());
  }

  @Test
  void grpcJavaOverOkHttp() throws IOException {
    FrameCounts written = writtenLike(ClientProfile.OKHTTP, channel(port -> okHttp(port).build()));
    assertEquals(0, written.pings());
  }

  @Test
  void grpcJavaOverOkHttpWithFixedWindows() throws IOException {
    int window = ClientProfile.FIXED.window();
    FrameCounts written =
        writtenLike(
            ClientProfile.FIXED, channel(port -> okHttp(port).flowControlWindow(window).build()));
    assertEquals(0, written.pings());
  }

  /**
   * {@code scripts/client-frames} builds the clients of this test and of the next two tests, and
   * sets the properties.
   */
  @Test
  @EnabledIfSystemProperty(named = "charla.kit.go", matches = ".+")
  void grpcGo() throws IOException {
    FrameCounts written =
        writtenLike(ClientProfile.GRPC_GO, stock(System.getProperty("charla.kit.go")));
    assertTrue(written.pings() >= LobbyTraffic.SINGLE / 2, written.toString());
  }

  @Test
  @EnabledIfSystemProperty(named = "charla.kit.python", matches = ".+")
  void theCoreOfPython() throws IOException {
    FrameCounts written =
        writtenLike(ClientProfile.C_CORE, stock(System.getProperty("charla.kit.python")));
    assertTrue(written.pings() > FEW_FRAMES, written.toString());
  }

  @Test
  @EnabledIfSystemProperty(named = "charla.kit.typescript", matches = ".+")
  void grpcJs() throws IOException {
    FrameCounts written =
        writtenLike(
            ClientProfile.OKHTTP, stock("node", System.getProperty("charla.kit.typescript")));
    assertEquals(0, written.pings());
  }

  @Test
  void theLoadGeneratorWritesWhatItsProfileSays() throws IOException {
    try (ContractPeer charla = LobbyTraffic.server(work, "load")) {
      for (ClientProfile profile : ClientProfile.values()) {
        try (Loop loop = new Loop();
            FrameRecorder recorder = new FrameRecorder(charla.address())) {
          InetSocketAddress address = new InetSocketAddress(LOCALHOST, recorder.port());
          AtomicBoolean ready = new AtomicBoolean();
          AtomicLong delivered = new AtomicLong();
          // The member sends no messages. A message and arriving data could be in transit at the
          // same time, so the recording would not show which data the member had when it sent the
          // message.
          new ContractPeer(charla.process(), address, profile)
              .member(
                  loop,
                  "Reader-" + profile.label(),
                  CharlaMember.LOBBY,
                  0,
                  (reader, number) -> delivered.incrementAndGet())
              .enter(() -> ready.set(true));
          loop.runUntil("the reader is in the lobby", Patience.LIMIT, ready::get);
          LobbyTraffic.deliver(loop, charla, "Author-" + profile.label(), delivered::get);
          awaitClose(recorder, profile);
        }
      }
    }
  }

  @Test
  void eachProfileIsChosenOnceAndStockMeansAllExceptLean() {
    assertEquals(
        List.of(ClientProfile.NETTY, ClientProfile.LEAN),
        ClientProfile.named(List.of("netty", "lean", "netty")));
    List<ClientProfile> stock = ClientProfile.named(List.of(ClientProfile.STOCK));
    assertEquals(ClientProfile.values().length - 1, stock.size());
    assertTrue(!stock.contains(ClientProfile.LEAN));
    assertThrows(IllegalArgumentException.class, () -> ClientProfile.named(List.of("curl")));
  }

  /**
   * Connects a client, delivers the messages to it, and waits until it has written as much as its
   * profile. Returns what it has written.
   */
  private FrameCounts writtenLike(ClientProfile profile, RecordedClient.Start start)
      throws IOException {
    try (Loop loop = new Loop();
        ContractPeer charla = LobbyTraffic.server(work, profile.label());
        FrameRecorder recorder = new FrameRecorder(charla.address());
        RecordedClient client = start.at(recorder.port())) {
      Patience.await("the client is online", client::online);
      LobbyTraffic.deliver(loop, charla, "Author", client::delivered);
      awaitClose(recorder, profile);
      return FrameCounts.recorded(recorder.frames());
    }
  }

  private static void awaitClose(FrameRecorder recorder, ClientProfile profile) {
    Patience.await(
        "the client has written as much as its profile",
        Patience.LIMIT,
        () -> isClose(recorder, profile),
        () -> both(recorder, profile));
  }

  private static String both(FrameRecorder recorder, ClientProfile profile) {
    List<FrameRecorder.Frame> frames = recorder.frames();
    return FrameCounts.recorded(frames) + ", expected " + FrameCounts.expected(frames, profile);
  }

  private static boolean isClose(FrameRecorder recorder, ClientProfile profile) {
    List<FrameRecorder.Frame> frames = recorder.frames();
    FrameCounts real = FrameCounts.recorded(frames);
    FrameCounts expected = FrameCounts.expected(frames, profile);
    assertEquals(expected.window(), real.window(), "window of the connection");
    assertEquals(expected.streamWindow(), real.streamWindow(), "window of streams");
    return isClose(expected.pings(), real.pings())
        && isClose(expected.connectionUpdates(), real.connectionUpdates())
        && isClose(expected.streamUpdates(), real.streamUpdates())
        && isClose(expected.settings(), real.settings());
  }

  private static boolean isClose(int expected, int real) {
    return Math.abs(expected - real) <= Math.max(FEW_FRAMES, TOLERANCE * real);
  }

  private static NettyChannelBuilder netty(int port) {
    return NettyChannelBuilder.forAddress(LOCALHOST, port).usePlaintext().directExecutor();
  }

  private static OkHttpChannelBuilder okHttp(int port) {
    return OkHttpChannelBuilder.forAddress(LOCALHOST, port).usePlaintext().directExecutor();
  }

  /** A client of {@code interop/} with the flow control windows of its gRPC library. */
  private static RecordedClient.Start stock(String... command) {
    return port -> new KitClient(List.of(command), true, port);
  }

  private static RecordedClient.Start channel(Function<Integer, ManagedChannel> channel) {
    return port -> new GrpcJavaClient(channel.apply(port));
  }
}
