package chat.charla.bench.http2;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.CharlaMember;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.peer.Peers;
import chat.charla.bench.process.JavaProgram;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A server, and the messages that a recorded client gets from it. */
final class LobbyTraffic {
  /** How many messages are sent one at a time, before several are in flight. */
  static final int SINGLE = 100;

  private static final int ALL = 4000;
  private static final int IN_FLIGHT = 32;
  private static final JavaProgram JAVA =
      new JavaProgram(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));

  private LobbyTraffic() {}

  /**
   * Starts a server with an empty data folder. The server acknowledges each PING at once. If it
   * delayed acknowledgements, the clients would send few PINGs.
   *
   * @param work where the folder is made
   * @param name the name of the folder
   */
  static ContractPeer server(Path work, String name) throws IOException {
    List<String> server = JAVA.main("chat.charla.server.Main", List.of("--ping-period", "0s"));
    return new Peers(JAVA, server, List.of(), ClientProfile.LEAN, work).charla(name);
  }

  /**
   * Sends messages to the lobby. At first each message waits until the previous one has arrived;
   * later, several are in flight.
   *
   * @param delivered how many messages have arrived at the recorded client
   */
  static void deliver(Loop loop, ContractPeer charla, String name, LongSupplier delivered) {
    AtomicLong got = new AtomicLong();
    AtomicLong ready = new AtomicLong();
    CharlaMember author =
        charla.member(loop, name, CharlaMember.LOBBY, 0, (reader, number) -> got.incrementAndGet());
    author.enter(ready::incrementAndGet);
    loop.runUntil("the author is in the lobby", Patience.LIMIT, () -> ready.get() == 1);
    long sent = 0;
    while (sent < ALL) {
      long allowed = sent < SINGLE ? 1 : IN_FLIGHT;
      long before = sent;
      loop.runUntil(
          "text " + sent + " may be sent",
          Patience.LIMIT,
          () -> before - Math.min(got.get(), delivered.getAsLong()) < allowed);
      author.send(sent, sent < SINGLE ? 100 : 1000);
      sent++;
    }
    loop.runUntil(
        "all texts arrive",
        Patience.LIMIT,
        () -> Math.min(got.get(), delivered.getAsLong()) == ALL);
    author.close();
  }
}
