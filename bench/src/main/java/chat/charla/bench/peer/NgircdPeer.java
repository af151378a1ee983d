package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.ServerProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** ngIRCd, an IRC server. It does not send a message back to its author. */
final class NgircdPeer implements Peer {
  private static final int AT_ONCE = 16;
  private static final int LARGEST_ROOM = 2000;

  private final ServerProcess process;
  private final InetSocketAddress address;

  NgircdPeer(Path program, Path folder) {
    int port = ServerProcess.freePort();
    Path configuration =
        PeerFiles.write("ngircd.conf", folder, Map.of("port", Integer.toString(port)));
    process =
        ServerProcess.start(
            "ngircd",
            folder,
            List.of(program.toString(), "--nodaemon", "--config", configuration.toString()));
    address = process.awaitPort(port);
  }

  @Override
  public ServerProcess process() {
    return process;
  }

  @Override
  public int largestRoom() {
    return LARGEST_ROOM;
  }

  @Override
  public int readers(int members) {
    return members - 1;
  }

  @Override
  public Room room(Loop loop, String name, int members, Deliveries deliveries) {
    List<IrcMember> in =
        Gathering.of(
            loop,
            members,
            AT_ONCE,
            (index, whenIn) ->
                new IrcMember(
                    loop,
                    address,
                    name + "-" + index,
                    "#" + name,
                    // The last member is the author, so the readers are 0 … members - 2.
                    index,
                    deliveries,
                    whenIn));
    return new IrcRoom(in);
  }

  private record IrcRoom(List<IrcMember> members) implements Room {
    @Override
    public boolean acknowledges() {
      return false;
    }

    @Override
    public void send(long number, int size) {
      members.get(members.size() - 1).send(number, size);
    }
  }
}
