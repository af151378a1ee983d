package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.PeerProcess;
import java.net.InetSocketAddress;
import java.util.List;

/** A server that implements Charla's contract. */
public final class ContractPeer implements Peer {
  private static final int AT_ONCE = 64;

  private final PeerProcess process;
  private final InetSocketAddress address;

  /**
   * Wraps a running server.
   *
   * @param address the address that it listens on
   */
  public ContractPeer(PeerProcess process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  @Override
  public PeerProcess process() {
    return process;
  }

  /** The address that it listens on. */
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public Room room(Loop loop, String name, int members, Deliveries deliveries) {
    List<CharlaMember> in =
        Gathering.of(
            loop,
            members,
            AT_ONCE,
            (index, whenIn) ->
                new CharlaMember(loop, address, name + "-" + index, name, index, deliveries)
                    .enter(whenIn));
    return new OneSender(in.get(0)::send, true);
  }
}
