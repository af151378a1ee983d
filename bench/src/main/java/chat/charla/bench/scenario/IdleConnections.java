package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.process.PeerProcess;
import chat.charla.bench.report.Exponent;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the cost of an idle connection. Servers with different numbers of connections run at the
 * same time, so that their CPU times are comparable. One server without connections is the baseline
 * for the CPU times.
 */
public final class IdleConnections implements Scenario {
  private static final int AT_ONCE = 256;
  private static final int FIRST = 20;
  private static final double KIB = 1024;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String what() {
    return "memory and CPU of idle connections, each with an open stream";
  }

  @Override
  public Result run(TestBed bed) {
    Scale scale = bed.scale();
    Result result = new Result(name());
    List<ContractPeer> servers = new ArrayList<>();
    try (Loop loop = new Loop()) {
      List<Integer> counts = new ArrayList<>(List.of(0));
      counts.addAll(scale.idle().connections());
      List<Row> rows = new ArrayList<>();
      List<Exponent.Point> memory = new ArrayList<>();
      for (int count : counts) {
        bed.say(count + " connections");
        ContractPeer charla = bed.peers().charla(name() + "-" + count);
        servers.add(charla);
        rows.add(fill(loop, charla, count, memory));
      }
      List<Double> before = servers.stream().map(s -> s.process().cpuMicros()).toList();
      bed.say("idle for " + scale.idle().watch().toSeconds() + " s");
      loop.runFor(scale.idle().watch());
      double seconds = scale.idle().watch().toMillis() / 1e3;
      double idle = 0;
      for (int i = 0; i < counts.size(); i++) {
        double cpu = (servers.get(i).process().cpuMicros() - before.get(i)) / seconds;
        idle = i == 0 ? cpu : idle;
        Row row = rows.get(i).with("CPU us/s", cpu);
        if (counts.get(i) > 0) {
          row.with("CPU us/s each", (cpu - idle) / counts.get(i));
        }
        result.add(row);
      }
      if (memory.size() > 1) {
        result.add(Exponent.fit("memory", "connections", memory));
      }
    } finally {
      servers.forEach(ContractPeer::close);
    }
    result.note("memory: the increase over the server with " + FIRST + " connections");
    result.note(
        "live: after a full garbage collection; the difference is garbage that Java may keep");
    return result;
  }

  private static Row fill(Loop loop, ContractPeer charla, int count, List<Exponent.Point> memory) {
    PeerProcess process = charla.process();
    Crowd crowd = new Crowd(loop, charla, "idle");
    crowd.growTo(FIRST, AT_ONCE);
    double liveBefore = JavaMemory.liveBytes(process);
    double before = process.residentBytes();
    Row row = new Row().with("connections", count);
    if (count > 0) {
      crowd.growTo(count, AT_ONCE);
      int more = Math.max(1, count - FIRST);
      double resident = process.residentBytes() - before;
      double live = JavaMemory.liveBytes(process) - liveBefore;
      // With a few connections the difference is too small to measure.
      if (live > 0) {
        memory.add(new Exponent.Point(count, live));
      }
      row.with("RSS KiB each", resident / KIB / more).with("live KiB each", live / KIB / more);
    }
    return row.with("RSS MiB", process.residentBytes() / KIB / KIB);
  }
}
