package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.JavaProgram;
import chat.charla.bench.process.PeerProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** The {@link SendLoop}: the lower bound for servers that make a system call for each reader. */
final class SendLoopPeer implements Peer {
  private static final int AT_ONCE = 64;

  private final PeerProcess process;
  private final InetSocketAddress address;
  private int rooms;

  SendLoopPeer(JavaProgram java, Path folder) {
    int port = PeerProcess.freePort();
    process =
        PeerProcess.start(
            "floor", folder, java.main(SendLoop.class, List.of(Integer.toString(port))));
    address = process.awaitPort(port);
  }

  @Override
  public PeerProcess process() {
    return process;
  }

  @Override
  public Room room(Loop loop, String name, int members, Deliveries deliveries) {
    int room = rooms++;
    List<SendLoopMember> in =
        Gathering.of(
            loop,
            members,
            AT_ONCE,
            (index, whenEntered) ->
                new SendLoopMember(loop, address, room, index, deliveries, whenEntered));
    return new OneSender(in.get(0)::send, false);
  }
}
