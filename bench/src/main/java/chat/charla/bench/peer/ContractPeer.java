package chat.charla.bench.peer;

import chat.charla.bench.http2.ClientProfile;
import chat.charla.bench.http2.GrpcConnection;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.PeerProcess;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** A server that implements Charla's contract. */
public final class ContractPeer implements Peer {
  private static final int AT_ONCE = 64;

  private final PeerProcess process;
  private final InetSocketAddress address;
  private final ClientProfile profile;

  /**
   * Wraps a running server.
   *
   * @param address the address that the server listens on
   * @param profile what the members' connections write when data arrives
   */
  public ContractPeer(PeerProcess process, InetSocketAddress address, ClientProfile profile) {
    this.process = process;
    this.address = address;
    this.profile = profile;
  }

  @Override
  public PeerProcess process() {
    return process;
  }

  /** The address that the server listens on. */
  public InetSocketAddress address() {
    return address;
  }

  /** The same server, for members with another profile. */
  public ContractPeer with(ClientProfile other) {
    return new ContractPeer(process, address, other);
  }

  /**
   * Starts to connect.
   *
   * @param onLost called with the reason when the connection is lost
   */
  GrpcConnection connect(Loop loop, Consumer<String> onLost) {
    return new GrpcConnection(loop, address, profile, onLost);
  }

  /**
   * Starts to connect a member.
   *
   * @param name unique among the members of the server
   * @param room {@link CharlaMember#LOBBY} or the name of another room, in lower case
   * @param index the reader's index for {@code deliveries}
   */
  public CharlaMember member(
      Loop loop, String name, String room, int index, Deliveries deliveries) {
    return new CharlaMember(loop, address, profile, name, room, index, deliveries);
  }

  @Override
  public Room room(Loop loop, String name, int members, Deliveries deliveries) {
    List<CharlaMember> in =
        Gathering.of(
            loop,
            members,
            AT_ONCE,
            (index, whenEntered) ->
                member(loop, name + "-" + index, name, index, deliveries).enter(whenEntered));
    return new OneSender(in.get(0)::send, true);
  }
}
