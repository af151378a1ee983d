package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.PeerProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** NATS core: at-most-once delivery, nothing stored. */
final class NatsPeer implements Peer {
  private static final int AT_ONCE = 64;

  private final PeerProcess process;
  private final InetSocketAddress address;

  NatsPeer(Path program, Path folder) {
    int port = PeerProcess.freePort();
    Path configuration =
        PeerFiles.write("nats.conf", folder, Map.of("port", Integer.toString(port)));
    process =
        PeerProcess.start(
            "nats", folder, List.of(program.toString(), "-c", configuration.toString()));
    address = process.awaitPort(port);
  }

  @Override
  public PeerProcess process() {
    return process;
  }

  @Override
  public Room room(Loop loop, String name, int members, Deliveries deliveries) {
    List<NatsMember> in =
        Gathering.of(
            loop,
            members,
            AT_ONCE,
            (index, whenEntered) ->
                new NatsMember(loop, address, name, index, deliveries, whenEntered));
    return new OneSender(in.get(0)::send, false);
  }
}
