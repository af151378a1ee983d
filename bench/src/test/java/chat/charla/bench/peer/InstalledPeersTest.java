package chat.charla.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.JavaProgram;
import chat.charla.testkit.Patience;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each installed peer delivers every text to every member. Peers that are not installed are
 * skipped.
 */
@EnabledOnOs(OS.LINUX)
final class InstalledPeersTest {
  private static final int MEMBERS = 10;
  private static final int TEXTS = 50;

  @TempDir Path work = Path.of(".");

  @ParameterizedTest
  @CsvSource({Peers.NATS + ",nats-server,100", Peers.CENTRIFUGO + ",centrifugo,1024"})
  void deliversEverything(String name, String program, int size) {
    assumeTrue(PeerFiles.program(program).isPresent(), program + " is not installed");
    Peers peers =
        new Peers(new JavaProgram(List.of()), List.of(), List.of(), ClientProfile.LEAN, work);
    AtomicInteger complete = new AtomicInteger();
    try (Loop loop = new Loop();
        Peer peer = peers.start(name)) {
      Tally tally = new Tally("room", MEMBERS, TEXTS, complete::incrementAndGet);
      Room room = peer.room(loop, "room", MEMBERS, tally);
      for (int i = 0; i < TEXTS; i++) {
        room.send(tally.send(), size);
      }
      int answers = room.acknowledges() ? TEXTS : 0;
      loop.runUntil(
          "all deliveries",
          Patience.LIMIT,
          () -> complete.get() == TEXTS && tally.acknowledged() == answers);
      assertEquals(MEMBERS * TEXTS, tally.deliveries());
    }
  }
}
