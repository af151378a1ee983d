package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.PeerProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Centrifugo with its memory engine: each channel keeps its last messages in memory. */
final class CentrifugoPeer implements Peer {
  private static final int AT_ONCE = 64;

  /** The namespace in the configuration. */
  private static final String NAMESPACE = "room:";

  private final PeerProcess process;
  private final InetSocketAddress address;

  CentrifugoPeer(Path program, Path folder) {
    int port = PeerProcess.freePort();
    Path configuration =
        PeerFiles.write("centrifugo.yaml", folder, Map.of("port", Integer.toString(port)));
    process =
        PeerProcess.start(
            Peers.CENTRIFUGO,
            folder,
            List.of(program.toString(), "--config", configuration.toString()));
    address = process.awaitPort(port);
  }

  @Override
  public PeerProcess process() {
    return process;
  }

  @Override
  public Room room(Loop loop, String name, int members, Deliveries deliveries) {
    List<CentrifugoMember> in =
        Gathering.of(
            loop,
            members,
            AT_ONCE,
            (index, whenEntered) ->
                new CentrifugoMember(
                    loop, address, NAMESPACE + name, index, deliveries, whenEntered));
    return new OneSender(in.get(0)::send, true);
  }
}
