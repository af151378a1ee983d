package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.peer.Deliveries;
import chat.charla.bench.peer.Peer;
import chat.charla.bench.peer.Peers;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.bench.report.Target;
import java.util.List;

/** Compares the memory of idle members of one room in Charla and in peers. */
public final class IdleComparison implements Scenario {
  /** The peers that the comparison is made with. */
  static final List<String> PEERS = List.of(Peers.NATS, Peers.CENTRIFUGO);

  private static final int AT_ONCE = 256;
  private static final int FIRST = 20;
  private static final double KIB = 1024;
  private static final double TARGET = 0.9;
  private static final Deliveries NONE =
      (reader, number) -> {
        throw new IllegalStateException("a delivery in a room without messages");
      };

  private final List<String> names;

  /**
   * Creates a comparison.
   *
   * @param names some of {@link #PEERS}
   */
  public IdleComparison(List<String> names) {
    this.names = List.copyOf(names);
  }

  @Override
  public String name() {
    return "idle-peers";
  }

  @Override
  public String what() {
    return "memory of idle members of one room, compared with peers";
  }

  @Override
  public Result run(TestBed bed) {
    Result result = new Result(name());
    List<Integer> counts = bed.scale().idle().connections();
    int count = counts.get(counts.size() - 1);
    double charla = charla(bed, count, result);
    for (String name : names) {
      try (Loop loop = new Loop();
          Peer peer = bed.peers().start(name)) {
        bed.say(count + " idle members in " + name);
        peer.room(loop, "first", FIRST, NONE);
        double before = peer.process().residentBytes();
        peer.room(loop, "idle", count, NONE);
        double each = (peer.process().residentBytes() - before) / KIB / count;
        result.add(new Row().with("peer", name).with("members", count).with("RSS KiB each", each));
        if (name.equals(Peers.NATS)) {
          result.add(
              Target.atMost(
                  "memory of an idle member, divided by that of " + name, TARGET, charla / each));
        }
      }
    }
    result.note("live: after a full garbage collection, for Charla only");
    return result;
  }

  private static double charla(TestBed bed, int count, Result result) {
    try (Loop loop = new Loop();
        ContractPeer charla = bed.peers().charla("idle-peers")) {
      bed.say(count + " idle members in charla");
      Crowd crowd = new Crowd(loop, charla, "idle");
      crowd.growTo(FIRST, AT_ONCE);
      double liveBefore = JavaMemory.liveBytes(charla.process());
      double before = charla.process().residentBytes();
      crowd.growTo(FIRST + count, AT_ONCE);
      double each = (charla.process().residentBytes() - before) / KIB / count;
      double live = (JavaMemory.liveBytes(charla.process()) - liveBefore) / KIB / count;
      result.add(
          new Row()
              .with("peer", "charla")
              .with("members", count)
              .with("RSS KiB each", each)
              .with("live KiB each", live));
      return each;
    }
  }
}
