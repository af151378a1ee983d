package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.process.Clients;
import chat.charla.server.process.ProcessMemory;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server process with bounded memory, and a canary conversation in it.
 *
 * <p>The server's heap is resident from the start, and its buffers outside the heap are limited to
 * {@link #BUFFERS_MIB}. The process may grow by these buffers, and by {@link #JAVA_MIB} for
 * compiled code, threads and SQLite's caches. If a fault needs more heap than there is, the console
 * has an OutOfMemoryError, and the canary is not served.
 */
final class Stage implements AutoCloseable {
  /** The bound on the canary's p99. The test requires it only if the machine does no other work. */
  static final Duration SERVED = Duration.ofSeconds(2);

  /** The bound on the canary's p99 for faults during which the server or its disk fails. */
  static final Duration RESTARTED = Duration.ofSeconds(20);

  private static final int HEAP_MIB = 96;
  private static final int BUFFERS_MIB = 64;
  private static final int JAVA_MIB = 64;
  private static final int WARM_UP = 10;

  /** The least number of messages from which a p99 is computed. */
  private static final int LEAST_MESSAGES = 20;

  private final Path data;
  private final int port;
  private final long growthMib;
  private ServerProgram server;
  private Clients clients;
  private final Canary canary;

  /** Adds TLS to what clients send; null if the server has no TLS. */
  private final @Nullable TlsRelay relay;

  private Stage(Path data, long growthMib, ServerProgram server, @Nullable TlsRelay relay) {
    this.data = data;
    this.growthMib = growthMib;
    this.server = server;
    this.clients = new Clients(server);
    this.relay = relay;
    this.port = relay == null ? server.port() : relay.port();
    this.canary = Canary.join(port);
  }

  /** Opens a stage: a server on this data directory, with a canary that has sent messages. */
  static Stage open(Path data) throws IOException {
    return open(data, BUFFERS_MIB + JAVA_MIB, launch(data));
  }

  /**
   * Opens a stage whose server has another heap, which is resident from the start, and Java's
   * default limit for buffers outside the heap.
   *
   * @param growthMib the most that the process may grow
   */
  static Stage open(Path data, int heapMib, long growthMib, String... options) throws IOException {
    return open(data, growthMib, launch(data, heapMib, options));
  }

  private static ServerProgram.Launch launch(Path data, int heapMib, String... options) {
    return ServerProgram.classPath()
        .data(data)
        .option("--quiet")
        .option(options)
        .jvm(
            "-Xms" + heapMib + "m",
            "-Xmx" + heapMib + "m",
            "-XX:+AlwaysPreTouch",
            "-XX:ActiveProcessorCount=2");
  }

  /** Opens a stage whose server has TLS. Clients without TLS connect to {@link #port}. */
  static Stage openWithTls(Path data, int heapMib, long growthMib, String... options)
      throws IOException {
    ServerProgram server = launch(data, heapMib, options).option("--tls", "self-signed").start();
    int port = server.port();
    TlsRelay relay = TlsRelay.to(TlsPeer.trusting(certificate(data)), port);
    return started(new Stage(data, growthMib, server, relay));
  }

  private static Stage open(Path data, long growthMib, ServerProgram.Launch launch)
      throws IOException {
    return started(new Stage(data, growthMib, launch.start(), null));
  }

  /** Where a server with TLS keeps the certificate that it has created. */
  static Path certificate(Path data) {
    return data.resolve("tls-cert.pem");
  }

  private static Stage started(Stage stage) {
    stage.canary.start();
    stage.canary.awaitMore(WARM_UP);
    return stage;
  }

  private static ServerProgram.Launch launch(Path data) {
    return ServerProgram.classPath()
        .data(data)
        .option("--quiet")
        .jvm(
            "-Xms" + HEAP_MIB + "m",
            "-Xmx" + HEAP_MIB + "m",
            "-XX:+AlwaysPreTouch",
            "-XX:ActiveProcessorCount=2", // the same threads and buffers on every machine
            "-XX:MaxDirectMemorySize=" + BUFFERS_MIB + "m",
            "-Dio.grpc.netty.shaded.io.netty.maxDirectMemory=" + (BUFFERS_MIB << 20));
  }

  ServerProgram server() {
    return server;
  }

  /** A new connection without a token. */
  RawClient connect() {
    return clients.connect();
  }

  /** A new connection with a new identity. */
  RawClient join(String name) {
    return clients.join(name);
  }

  Canary canary() {
    return canary;
  }

  int port() {
    return port;
  }

  /** Waits until the server has ended, and starts another one on the same data and port. */
  void restart() throws IOException {
    clients.close();
    server.close();
    server = server.restart();
    clients = new Clients(server);
  }

  /**
   * The warnings and errors that the server has logged, except those about its health, because it
   * logs these on a busy machine as well.
   */
  List<String> warnings() {
    return server.console().all().stream()
        .filter(line -> !line.contains("Health: not serving"))
        .filter(
            line ->
                line.startsWith("WARNING ")
                    || line.startsWith("ERROR ")
                    || line.contains("Exception"))
        .toList();
  }

  /** Waits until the server has logged a line that contains these words. */
  void awaitWarning(String words) {
    server.console().await(words, line -> line.contains(words));
  }

  /** A fault to inject. */
  interface Injection {
    /** Injects the fault, and returns when it has taken effect. */
    void run() throws Exception;
  }

  /**
   * Injects a fault while the canary sends, and prints the canary's latencies. Requires that they
   * are within the bound, that the server's memory stayed bounded, and that no acknowledged message
   * is lost. If the fault replaced the server's process, the memory of the new process is compared
   * with that of the first process.
   *
   * @param fault the fault's name
   * @param bound the canary's highest p99 on a quiet machine
   */
  void during(String fault, Duration bound, Injection injection) throws Exception {
    canary.start();
    long residentBefore = new ProcessMemory(server.pid()).residentMib();
    int receivedBefore = canary.received();
    injection.run();
    canary.awaitMore(Math.max(1, LEAST_MESSAGES - (canary.received() - receivedBefore)));
    canary.stop();

    ProcessMemory memory = new ProcessMemory(server.pid());
    Canary.Latencies latencies = canary.latenciesSince(receivedBefore);
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

  /** Whether the machine does no other work, so that measured times are meaningful. */
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
    clients.close();
    server.close();
    if (relay != null) {
      relay.close();
    }
  }
}
