package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.report.Exponent;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.bench.report.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how many messages per second are committed to disk. Each sender is alone in its room,
 * and sends the next message when it has received its previous message.
 */
public final class DurableSends extends OneServerScenario {
  private static final int SIZE = 100;
  private static final double TARGET_PER_SECOND = 15_000;

  @Override
  public String name() {
    return "sends";
  }

  @Override
  public String what() {
    return "acknowledged durable sends per second, each sender alone in a room, one in flight";
  }

  @Override
  void measure(TestBed bed, Loop loop, ContractPeer charla, Result result) {
    Scale scale = bed.scale();
    List<Exponent.Point> growth = new ArrayList<>();
    List<Traffic> rooms = new ArrayList<>();
    int most = scale.counts().senders().stream().max(Integer::compare).orElseThrow();
    for (int i = 0; i < most; i++) {
      rooms.add(new Traffic(charla, loop, "sender" + i, 1));
    }
    bed.say("warming up");
    new ClosedLoop(loop, charla, rooms).warmUp(List.of(1), SIZE, scale.time().warmUp());
    double last = 0;
    for (int senders : scale.counts().senders()) {
      ClosedLoop some = new ClosedLoop(loop, charla, rooms.subList(0, senders));
      Measured measured = some.run(1, SIZE, scale.time().window().multipliedBy(2));
      last = measured.messagesPerSecond();
      growth.add(new Exponent.Point(senders, last));
      result.add(
          new Row()
              .with("senders", senders)
              .with("acked sends/s", last)
              .with("server us/message", measured.serverMicrosPerMessage())
              .with("compiler %", measured.compilerPercent())
              .with("load us/message", measured.ownMicros() / measured.messages())
              .with("messages", measured.messages()));
    }
    result.add(Exponent.fit("acked sends/s", "senders", growth));
    result.add(Target.atLeast("acked sends/s from " + most + " senders", TARGET_PER_SECOND, last));
  }
}
