package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.report.Latencies;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.bench.report.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures the latency of acknowledgements and deliveries at fixed rates. */
public final class LatencyAtRate extends OneServerScenario {
  private static final int ROOMS = 64;
  private static final int MEMBERS = 2;
  private static final int SIZE = 100;
  private static final double TARGET_ACK_MILLIS = 25;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String what() {
    return "send to acknowledgement and send to delivery at fixed rates, from 64 senders";
  }

  @Override
  void measure(TestBed bed, Loop loop, ContractPeer charla, Result result) {
    Scale scale = bed.scale();
    Latencies acknowledgements = new Latencies();
    Latencies deliveries = new Latencies();
    List<OpenRoom> rooms = new ArrayList<>();
    for (int i = 0; i < ROOMS; i++) {
      rooms.add(new OpenRoom(charla, loop, "room" + i, MEMBERS, acknowledgements, deliveries));
    }
    int fastest = scale.counts().rates().stream().max(Integer::compare).orElseThrow();
    bed.say("warming up");
    new OpenLoop(loop, rooms, fastest, SIZE).run(scale.time().warmUp().dividedBy(2));
    for (int rate : scale.counts().rates()) {
      acknowledgements.reset();
      deliveries.reset();
      Duration time = scale.time().window().multipliedBy(3);
      Meter meter = Meter.start(charla.process());
      new OpenLoop(loop, rooms, rate, SIZE).run(time);
      Measured measured = meter.stop(acknowledgements.count(), deliveries.count());
      result.add(row(rate, "acknowledgement", acknowledgements, measured));
      result.add(row(rate, "delivery", deliveries, measured));
    }
    // The last rate is the highest one. The histogram still has the acknowledgements of that rate.
    result.add(
        Target.atMost(
            "p99 of acknowledgements at " + fastest + "/s, ms",
            TARGET_ACK_MILLIS,
            acknowledgements.percentileMillis(99)));
    result.note(
        "counted from the scheduled time of a send, which is up to 1 ms before the send itself");
  }

  private static Row row(int rate, String what, Latencies latencies, Measured measured) {
    return new Row()
        .with("messages/s", rate)
        .with("to", what)
        .with("p50 ms", latencies.percentileMillis(50))
        .with("p99 ms", latencies.percentileMillis(99))
        .with("p99.9 ms", latencies.percentileMillis(99.9))
        .with("most ms", latencies.maxMillis())
        .with("counted", latencies.count())
        .with("server us/message", measured.serverMicrosPerMessage());
  }
}
