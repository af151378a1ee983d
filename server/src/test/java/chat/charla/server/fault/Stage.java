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
 * <p>The memory: a heap that is resident from the start, and buffers outside it up to {@link
 * #BUFFERS_MIB}. The process may grow by these buffers, and by what every busy Java process takes
 * for compiled code, threads and SQLite's caches. A fault that needs more heap than there is shows
 * as an OutOfMemoryError on the console, and in the canary.
 */
final class Stage implements AutoCloseable {
  /** The bound on the canary's p99. It is required only on a machine that is known to be quiet. */
  static final Duration SERVED = Duration.ofSeconds(2);

  /** The bound on the canary's p99 for faults during which the server or its disk fails. */
  static final Duration RESTARTED = Duration.ofSeconds(20);

  private static final int HEAP_MIB = 96;
  private static final int BUFFERS_MIB = 64;
  private static final int JAVA_MIB = 64;
  private static final int WARM_UP = 10;

  /** The least number of messages in a measured span. */
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

  /** A server on this data directory, with a canary that sends. */
  static Stage open(Path data) throws IOException {
    return open(data, BUFFERS_MIB + JAVA_MIB, launch(data));
  }

  /**
   * A server with another heap, all of it resident from the start, and with Java's default for
   * memory outside it.
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

  /** Starts another server on the same data and port, after the present server has ended. */
  void restart() throws IOException {
    clients.close();
    server.close();
    server = server.restart();
    clients = new Clients(server);
  }

  /**
   * The warnings and errors that the server has logged, except those about its health, which it
   * also logs on a busy machine.
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

  /** Waits until the server has logged this. */
  void awaitWarning(String words) {
    server.console().await(words, line -> line.contains(words));
  }

  /** A fault to inject. */
  interface Injection {
    /** Injects the fault, and returns when it has taken effect. */
    void run() throws Exception;
  }

  /**
   * Injects a fault while the canary sends, prints how the canary was served, and checks what every
   * fault must end with. If another process serves afterwards, its memory is compared with that of
   * the first one.
   *
   * @param fault its name
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

  /** Whether measured times are meaningful: the machine does no other work. */
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
