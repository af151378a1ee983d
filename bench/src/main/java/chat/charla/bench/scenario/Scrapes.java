package chat.charla.bench.scenario;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.process.PeerProcess;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.bench.report.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Measures the server's CPU time for a request for its metrics. */
public final class Scrapes implements Scenario {
  private static final int MEMBERS = 200;
  private static final int AT_ONCE = 50;
  private static final double MICROS_PER_MILLI = 1000;

  /** One request a second then takes at most 1 % of a core. */
  private static final double TARGET_MILLIS = 10;

  @Override
  public String name() {
    return "scrapes";
  }

  @Override
  public String what() {
    return "server CPU for a request for its metrics";
  }

  @Override
  public Result run(TestBed bed) {
    Result result = new Result(name());
    int port = PeerProcess.freePort();
    try (Loop loop = new Loop();
        ContractPeer charla = bed.peers().charla(name(), "--metrics", "127.0.0.1:" + port)) {
      new Crowd(loop, charla, name()).growTo(MEMBERS, AT_ONCE);
      Endpoint metrics = new Endpoint(port);
      bed.say("warming up");
      metrics.scrapeFor(bed.scale().time().warmUp());
      bed.say("metrics are read again and again");
      Meter meter = Meter.start(charla.process());
      int count = metrics.scrapeFor(bed.scale().time().window());
      Measured measured = meter.stop(count, count);
      double millis = measured.serverMicrosPerMessage() / MICROS_PER_MILLI;
      result.add(
          new Row()
              .with("members", MEMBERS)
              .with("scrapes", count)
              .with("server ms each", millis)
              .with("compiler %", measured.compilerPercent()));
      result.add(Target.atMost("server CPU for a scrape, ms", TARGET_MILLIS, millis));
    }
    return result;
  }

  /** The server's address for metrics. */
  private static final class Endpoint {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;

    Endpoint(int port) {
      this.request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    }

    /** Reads the metrics again and again for this time. Returns how often. */
    int scrapeFor(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      int count = 0;
      while (System.nanoTime() < end) {
        scrape();
        count++;
      }
      return count;
    }

    private void scrape() {
      try {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
          throw new BenchFailure("the status of the metrics is " + response.statusCode());
        }
      } catch (IOException e) {
        throw new BenchFailure("cannot read the metrics", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BenchFailure("interrupted", e);
      }
    }
  }
}
