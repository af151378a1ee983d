package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.ServerProcess;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A room of ejabberd (XEP-0045), without history. */
final class EjabberdPeer implements Peer {
  private static final int AT_ONCE = 16;
  private static final int LARGEST_ROOM = 200;

  private final ServerProcess process;
  private final InetSocketAddress address;

  /**
   * Starts ejabberd directly in the Erlang runtime, without its control script, which runs as
   * another user and needs files in system directories.
   *
   * @param erlang the Erlang runtime's launcher
   * @param libraries the directory with ejabberd's libraries
   */
  EjabberdPeer(Path erlang, Path libraries, Path folder) {
    int port = ServerProcess.freePort();
    Path configuration =
        PeerFiles.write("ejabberd.yml", folder, Map.of("port", Integer.toString(port)));
    process =
        ServerProcess.start(
            "ejabberd",
            folder,
            List.of(
                "env",
                "ERL_LIBS=" + libraries,
                "EJABBERD_CONFIG_PATH=" + configuration,
                "EJABBERD_LOG_PATH=" + folder.resolve("ejabberd.log"),
                erlang.toString(),
                "-noinput",
                "+K",
                "true",
                "-mnesia",
                "dir",
                "\"" + folder.resolve("database") + "\"",
                "-s",
                "ejabberd"));
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
  public Room room(Loop loop, String name, int members, Deliveries deliveries) {
    // The first member creates the room, so it enters alone.
    List<XmppMember> first =
        Gathering.of(loop, 1, 1, (index, whenIn) -> member(loop, name, 0, deliveries, whenIn));
    Gathering.of(
        loop,
        members - 1,
        AT_ONCE,
        (index, whenIn) -> member(loop, name, index + 1, deliveries, whenIn));
    return new XmppRoom(first.get(0));
  }

  private XmppMember member(
      Loop loop, String room, int index, Deliveries deliveries, Runnable whenIn) {
    return new XmppMember(loop, address, "member" + index, room, index, deliveries, whenIn);
  }

  private record XmppRoom(XmppMember sender) implements Room {
    @Override
    public boolean acknowledges() {
      return false;
    }

    @Override
    public void send(long number, int size) {
      sender.send(number, size);
    }
  }
}
