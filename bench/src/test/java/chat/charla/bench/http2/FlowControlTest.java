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

  private final List<byte[]> written = new ArrayList<>();
  private final FlowControl.Window stream = new FlowControl.Window(STREAM);
  private long now;

  @Test
  void goDoublesItsWindowsWhenMostOfAWindowArrivesInARoundTrip() {
    FlowControl go = flowControl(ClientProfile.GRPC_GO);
    go.received(stream, 100);
    assertEquals(List.of(Frames.WINDOW_UPDATE, Frames.PING), types());
    now += 1_000_000;
    go.acknowledged();
    assertEquals(List.of(), types());

    go.received(stream, 100);
    go.received(stream, MUCH);
    types();
    now += 1_000_000;
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

  private FlowControl flowControl(ClientProfile profile) {
    return new FlowControl(profile, () -> now, written::add);
  }

  /** The types of the frames since the last call. */
  private List<Integer> types() {
    List<Integer> types = written.stream().map(frame -> Frames.type(frame, 0)).toList();
    written.clear();
    return types;
  }
}
