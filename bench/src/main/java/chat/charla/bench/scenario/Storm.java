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
 * A measurement of many clients that connect, join and open their streams at once, as after a
 * network failure.
 */
public final class Storm extends OneServerScenario {
  private static final int AT_ONCE = 1000;
  private static final double MICROS_PER_MILLI = 1000;
  private static final double TARGET_MILLIS = 0.6;

  @Override
  public String name() {
    return "storm";
  }

  @Override
  public String what() {
    return "many clients connect, join and open at once: server CPU for each, none refused";
  }

  @Override
  void measure(TestBed bed, Loop loop, ContractPeer charla, Result result) {
    List<Exponent.Point> growth = new ArrayList<>();
    double last = 0;
    for (int count : bed.scale().counts().storms()) {
      bed.say(count + " clients connect at once");
      Crowd crowd = new Crowd(loop, charla, "storm" + count);
      Meter meter = Meter.start(charla.process());
      crowd.growTo(count, AT_ONCE);
      Measured measured = meter.stop(count, count);
      crowd.leave();
      last = measured.serverMicrosPerMessage() / MICROS_PER_MILLI;
      growth.add(new Exponent.Point(count, measured.serverMicros()));
      result.add(
          new Row()
              .with("clients", count)
              .with("server ms each", last)
              .with("load ms each", measured.ownMicros() / count / MICROS_PER_MILLI)
              .with("seconds", measured.seconds())
              .with("clients/s", measured.messagesPerSecond())
              .with("refused", 0));
    }
    result.add(Exponent.fit("CPU", "clients", growth));
    result.add(
        Target.atMost("server CPU per client in the largest storm, ms", TARGET_MILLIS, last));
    result.note(
        "the first storm runs on a server that has just started, and includes the compiler's work");
    result.note(
        "at most " + AT_ONCE + " clients are connecting at a time; a refusal would end the run");
  }
}
