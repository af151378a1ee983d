package chat.charla.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.peer.Peers;
import chat.charla.bench.process.JavaProgram;
import chat.charla.bench.process.ProcessFigures;
import chat.charla.bench.report.Result;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the benchmark against real servers. Every delivery is counted; speed does not matter here.
 */
@EnabledOnOs(OS.LINUX)
final class SmokeTest {
  private static final JavaProgram JAVA =
      new JavaProgram(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));

  @TempDir Path work = Path.of(".");

  private Peers peers = new Peers(JAVA, List.of(), List.of(), ClientProfile.LEAN, work);

  @BeforeEach
  void findServer() {
    List<String> server = JAVA.main("chat.charla.server.Main", List.of());
    peers = new Peers(JAVA, server, List.of(), ClientProfile.LEAN, work);
    assertTrue(ProcessFigures.available());
  }

  @Test
  void everyDeliveryOfEveryRoomIsCounted() {
    try (Loop loop = new Loop();
        ContractPeer charla = peers.charla("rooms")) {
      Traffic large = new Traffic(charla, loop, "large", 20);
      Traffic small = new Traffic(charla, loop, "small", 3);
      ClosedLoop both = new ClosedLoop(loop, charla, List.of(large, small));
      Measured measured = both.run(8, 1000, Duration.ofMillis(300));
      assertEquals(20 * large.tally().sent(), large.tally().deliveries());
      assertEquals(3 * small.tally().sent(), small.tally().deliveries());
      assertEquals(large.tally().sent() + small.tally().sent(), measured.messages());
      assertEquals(large.tally().deliveries() + small.tally().deliveries(), measured.deliveries());
      assertTrue(large.tally().sent() >= 8, "at least as many texts are sent as may be in flight");
      assertEquals(large.tally().sent(), large.tally().acknowledged());
    }
  }

  @Test
  void readersThatReconnectGetEverything() {
    Scale scale = Scale.smoke();
    Result result =
        new CatchUp()
            .run(new TestBed(peers, scale, new PrintStream(OutputStream.nullOutputStream())));
    assertEquals(scale.behind().readers().size(), result.rows().size());
    for (int i = 0; i < result.rows().size(); i++) {
      long expected = (long) scale.behind().readers().get(i) * scale.behind().messages();
      assertEquals(expected, result.rows().get(i).values().get("deliveries"));
    }
  }

  @Test
  void theBareLoopAndTheObserversLoseNothing() {
    for (String name : List.of(Peers.FLOOR, Peers.OBSERVERS)) {
      try (Loop loop = new Loop();
          var peer = peers.start(name)) {
        Traffic room = new Traffic(peer, loop, "room", 10);
        Traffic other = new Traffic(peer, loop, "other", 5);
        new ClosedLoop(loop, peer, List.of(room, other)).run(4, 100, Duration.ofMillis(200));
        assertEquals(10 * room.tally().sent(), room.tally().deliveries());
        assertEquals(5 * other.tally().sent(), other.tally().deliveries());
      }
    }
  }
}
