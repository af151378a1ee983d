package chat.charla.bench.http2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows that grow, which the recordings of {@link ClientProfileTest} do not show. */
final class FlowControlTest {
  private static final int STREAM = 3;
  private static final int MUCH = 60_000;
  private static final List<Integer> BOTH_AND_PING =
      List.of(Frames.WINDOW_UPDATE, Frames.WINDOW_UPDATE, Frames.PING);

  private final List<byte[]> written = new ArrayList<>();
  private final FlowControl.Window stream = new FlowControl.Window(STREAM);
  private final VirtualTimers timers = new VirtualTimers(0);

  @Test
  void grpcGoDoublesItsWindowsWhenMostOfAWindowArrivesInARoundTrip() {
    FlowControl go = flowControl(ClientProfile.GRPC_GO);
    go.received(stream, 100);
    assertEquals(List.of(Frames.WINDOW_UPDATE, Frames.PING), types());
    timers.advance(timers.now() + 1_000_000);
    go.acknowledged();
    assertEquals(List.of(), types());

    go.received(stream, 100);
    go.received(stream, MUCH);
    types();
    timers.advance(timers.now() + 1_000_000);
    go.acknowledged();
    assertArrayEquals(Frames.settings(2 * (MUCH + 100)), written.get(written.size() - 1));
    assertEquals(List.of(Frames.WINDOW_UPDATE, Frames.SETTINGS), types());
  }

  @Test
  void nettyPingsAfterHalfAWindowAndThenAfterAWholeWindow() {
    FlowControl netty = flowControl(ClientProfile.NETTY);
    int half = ClientProfile.NETTY.window() / 2;
    netty.received(stream, 1);
    assertEquals(List.of(Frames.PING), types());
    netty.acknowledged();
    netty.received(stream, half - 2);
    assertEquals(List.of(), types());
    netty.received(stream, 1);
    assertEquals(List.of(Frames.PING, Frames.WINDOW_UPDATE, Frames.WINDOW_UPDATE), types());
    netty.acknowledged();
    netty.received(stream, half - 1);
    netty.received(stream, half - 1);
    assertEquals(List.of(Frames.WINDOW_UPDATE, Frames.WINDOW_UPDATE), types());
    netty.received(stream, 2);
    assertEquals(List.of(Frames.PING), types());
  }

  @Test
  void fixedWindowsAreEnlargedByWhatHasArrived() {
    FlowControl fixed = flowControl(ClientProfile.FIXED);
    int half = ClientProfile.FIXED.window() / 2;
    fixed.received(stream, half - 1);
    assertEquals(List.of(), types());
    fixed.received(stream, 2);
    assertArrayEquals(Frames.windowUpdate(0, half + 1), written.get(0));
    assertArrayEquals(Frames.windowUpdate(STREAM, half + 1), written.get(1));
    assertEquals(List.of(Frames.WINDOW_UPDATE, Frames.WINDOW_UPDATE), types());
  }

  @Test
  void theCoreWaitsLongerAfterEachSecondPing() {
    FlowControl core = flowControl(ClientProfile.C_CORE);
    core.received(stream, 100);
    assertEquals(
        List.of(), types(), "nothing is written before all data that was read is processed");
    timers.advance(0);
    assertArrayEquals(Frames.windowUpdate(STREAM, 100), written.get(0));
    assertArrayEquals(Frames.windowUpdate(0, 100), written.get(1));
    assertEquals(BOTH_AND_PING, types());

    core.acknowledged();
    core.received(stream, 1);
    advanceMillis(99);
    assertEquals(List.of(), types());
    advanceMillis(1);
    assertEquals(BOTH_AND_PING, types());

    core.acknowledged();
    core.received(stream, 1);
    advanceMillis(199);
    assertEquals(List.of(), types());
    advanceMillis(100);
    assertEquals(BOTH_AND_PING, types());
  }

  @Test
  void theCoreSendsNoPingWithoutDataAndSendsOneAtOnceForDataAfterSilence() {
    FlowControl core = flowControl(ClientProfile.C_CORE);
    core.received(stream, 1);
    timers.advance(0);
    types();
    core.acknowledged();
    advanceMillis(60_000);
    assertEquals(List.of(), types());
    core.received(stream, 1);
    timers.advance(timers.now());
    assertEquals(BOTH_AND_PING, types());
  }

  @Test
  void theCoreProbesFasterWhileItsEstimateGrowsAndThenEnlargesItsWindows() {
    FlowControl core = flowControl(ClientProfile.C_CORE);
    core.received(stream, 1);
    timers.advance(0);
    types();
    int window = ClientProfile.C_CORE.window();
    core.received(stream, 3 * window / 8);
    assertEquals(List.of(), types());
    advanceMillis(10);
    core.acknowledged();
    assertEquals(List.of(), types(), "twice the estimate is less than the window");

    core.received(stream, 1);
    advanceMillis(50);
    assertEquals(BOTH_AND_PING, types());
    core.received(stream, window);
    assertEquals(List.of(Frames.WINDOW_UPDATE, Frames.WINDOW_UPDATE), types());
    advanceMillis(10);
    core.acknowledged();
    assertEquals(List.of(Frames.WINDOW_UPDATE, Frames.SETTINGS), types());
    core.received(stream, 1);
    advanceMillis(25);
    assertEquals(BOTH_AND_PING, types());
  }

  @Test
  void theCoreEnlargesWindowsWheneverItWritesButNotThoseOfEndedStreams() {
    FlowControl core = flowControl(ClientProfile.C_CORE);
    core.received(stream, 1);
    timers.advance(0);
    types();
    core.received(stream, 1);
    core.writing();
    assertEquals(List.of(Frames.WINDOW_UPDATE, Frames.WINDOW_UPDATE), types());
    core.writing();
    assertEquals(List.of(), types());
    core.received(stream, 1);
    core.ended(stream);
    core.writing();
    assertEquals(List.of(Frames.WINDOW_UPDATE), types());
  }

  @Test
  void otherClientsDoNotEnlargeWindowsWheneverTheyWrite() {
    FlowControl fixed = flowControl(ClientProfile.FIXED);
    fixed.received(stream, 1);
    fixed.writing();
    assertEquals(List.of(), types());
  }

  private void advanceMillis(int millis) {
    timers.advance(timers.now() + 1_000_000L * millis);
  }

  private FlowControl flowControl(ClientProfile profile) {
    return new FlowControl(profile, timers, written::add);
  }

  /** The types of the frames since the last call. */
  private List<Integer> types() {
    List<Integer> types = written.stream().map(frame -> Frames.type(frame, 0)).toList();
    written.clear();
    return types;
  }
}
