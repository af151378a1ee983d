package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.process.ProcessMemory;
import chat.charla.server.process.ServerProcess;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server process whose memory is bounded, and a canary conversation in it.
 *
 * <p>The memory: a heap that is resident from the start, and buffers outside it up to {@link
 * #BUFFERS_MIB}. What the process may grow by are those buffers, and what every busy Java process
 * takes for compiled code, threads and SQLite's caches. A fault that costs more heap than there is
 * shows as an OutOfMemoryError on the console, and in the canary.
 */
final class Stage implements AutoCloseable {
  /** A bound on how long the others wait. It is required only where the machine is known quiet. */
  static final Duration SERVED = Duration.ofSeconds(2);

  /** The same for faults that the server does not live through. */
  static final Duration RESTARTED = Duration.ofSeconds(20);

  private static final int HEAP_MIB = 96;
  private static final int BUFFERS_MIB = 64;
  private static final int JAVA_MIB = 64;
  private static final int WARM_UP = 10;

  /** In a span that is measured there are at least so many messages. */
  private static final int LEAST_MESSAGES = 20;

  private final Path data;
  private final int port;
  private final long growthMib;
  private ServerProcess server;
  private final Canary canary;

  private Stage(Path data, long growthMib, ServerProcess server) {
    this.data = data;
    this.growthMib = growthMib;
    this.server = server;
    this.port = server.port();
    this.canary = Canary.join(port);
  }

  /** A server on that data directory, and a canary that talks. */
  static Stage open(Path data) throws IOException {
    return open(data, BUFFERS_MIB + JAVA_MIB, launch(data));
  }

  /**
   * A server with another heap, all of it resident from the start, and as much memory outside it as
   * Java has by default.
   *
   * @param growthMib what the process may grow by
   */
  static Stage open(Path data, int heapMib, long growthMib, String... options) throws IOException {
    return open(
        data,
        growthMib,
        ServerProcess.in(data)
            .option("--quiet")
            .option(options)
            .jvm(
                "-Xms" + heapMib + "m",
                "-Xmx" + heapMib + "m",
                "-XX:+AlwaysPreTouch",
                "-XX:ActiveProcessorCount=2"));
  }

  private static Stage open(Path data, long growthMib, ServerProcess.Launch launch)
      throws IOException {
    Stage stage = new Stage(data, growthMib, launch.start());
    stage.canary.talk();
    stage.canary.awaitMore(WARM_UP);
    return stage;
  }

  private static ServerProcess.Launch launch(Path data) {
    return ServerProcess.in(data)
        .option("--quiet")
        .jvm(
            "-Xms" + HEAP_MIB + "m",
            "-Xmx" + HEAP_MIB + "m",
            "-XX:+AlwaysPreTouch",
            "-XX:ActiveProcessorCount=2", // threads and their buffers alike on every machine
            "-XX:MaxDirectMemorySize=" + BUFFERS_MIB + "m",
            "-Dio.grpc.netty.shaded.io.netty.maxDirectMemory=" + (BUFFERS_MIB << 20));
  }

  ServerProcess server() {
    return server;
  }

  Canary canary() {
    return canary;
  }

  int port() {
    return port;
  }

  /** Another server on the same data and port, after this one has ended. */
  void restart() throws IOException {
    server.kill();
    server = launch(data).port(port).start();
    assertEquals(port, server.port());
  }

  /**
   * What the server has logged that is more than news. That it does not serve for a moment is not
   * looked at: it says so where the machine gives it no time.
   */
  List<String> warnings() {
    return server.console().all().stream()
        .filter(line -> !line.contains("Health: not serving"))
        .filter(
            line ->
                line.contains(" WARNING ")
                    || line.contains(" SEVERE ")
                    || line.contains("Exception"))
        .toList();
  }

  /** Returns when the server has logged this. */
  void awaitWarning(String words) {
    server.console().await(words, line -> line.contains(words));
  }

  /** What is done to the server. */
  interface Injection {
    /** Does it, and returns when it has taken effect. */
    void run() throws Exception;
  }

  /**
   * Does something bad to the server while the canary talks, prints how the others fared, and
   * requires what every fault ends with. If another process serves afterwards, it is that one whose
   * memory is compared with what the first one had.
   *
   * @param fault its name
   * @param bound the most that 99 of 100 canary messages may be on their way, on a quiet machine
   */
  void during(String fault, Duration bound, Injection injection) throws Exception {
    canary.talk();
    long residentBefore = new ProcessMemory(server.pid()).residentMib();
    int heardBefore = canary.heard();
    injection.run();
    canary.awaitMore(Math.max(1, LEAST_MESSAGES - (canary.heard() - heardBefore)));
    canary.hush();

    ProcessMemory memory = new ProcessMemory(server.pid());
    Canary.Latencies latencies = canary.latenciesSince(heardBefore);
    System.out.printf(
        "fault %s: canary %d messages, p50 %.1f ms, p99 %.1f ms, max %.1f ms; RSS %s%n",
        fault,
        latencies.count(),
        latencies.millis(500),
        latencies.millis(990),
        latencies.millis(1000),
        memory.isKnown()
            ? "%d MiB before, at most %d MiB".formatted(residentBefore, memory.peakMib())
            : "unknown here");
    if (isQuiet()) {
      assertTrue(
          latencies.millis(990) <= bound.toMillis(), () -> "p99 " + latencies.millis(990) + " ms");
    }
    requireMemoryBounded(memory, residentBefore);
    try (RawClient reader = RawClient.connect(port)) {
      canary.requireNothingLost(reader);
    }
  }

  /** Whether times say something of the server: nothing is added to them for other work. */
  private static boolean isQuiet() {
    return Patience.bound(SERVED).equals(SERVED);
  }

  private void requireMemoryBounded(ProcessMemory memory, long residentBefore) throws IOException {
    List<String> failures =
        server.console().all().stream().filter(line -> line.contains("OutOfMemoryError")).toList();
    assertEquals(List.of(), failures);
    if (memory.isKnown()) {
      long grown = memory.peakMib() - residentBefore;
      assertTrue(grown <= growthMib, "the server has grown by " + grown + " MiB");
    }
  }

  @Override
  public void close() {
    canary.close();
    server.close();
  }
}
