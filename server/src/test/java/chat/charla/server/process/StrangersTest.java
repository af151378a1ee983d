package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.charla.server.edge.Http2Bytes;
import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.SilentPeer;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers without a session can make the server hold only a bounded amount of memory, with idle
 * connections, incomplete header blocks or incomplete requests. Each bound is the value in
 * docs/running.md, or twice the measured value, whichever is less. At the same time, the server
 * serves a client that sends messages.
 *
 * <p>The test measures the used heap after a full collection, and the memory of the process. The
 * whole heap is resident from the start, so the process grows only by memory outside the heap.
 */
class StrangersTest {
  private static final int CONNECTIONS = Integer.getInteger("charla.strangers", 500);
  private static final int BUSY_CONNECTIONS = Math.max(1, CONNECTIONS / 10);
  private static final int WARM_UP = 50;
  private static final int MESSAGES = 50;
  private static final String JOIN = "/charla.v1.ChatService/Join";
  private static final int HALF_A_BLOCK_BYTES = 7 * 1024;
  private static final int REQUESTS = 8;
  private static final int REQUEST_BYTES = 32 * 1024;
  private static final int PART_BYTES = 8 * 1024;

  @TempDir private Path data;
  private final List<SilentPeer> strangers = new ArrayList<>();

  @BeforeEach
  void needsLinuxAndAJdk() {
    assumeTrue(
        LiveHeap.isKnown() && new ProcessMemory(ProcessHandle.current().pid()).isKnown(),
        "memory is not known here");
  }

  @Test
  @Timeout(10 * Patience.SECONDS)
  void connectionsThatSendNothingNeedBoundedMemory() throws Exception {
    assertBounded("say nothing", CONNECTIONS, new byte[0], 32);
  }

  @Test
  @Timeout(10 * Patience.SECONDS)
  void connectionsThatSendHalfAHeaderBlockNeedBoundedMemory() throws Exception {
    assertBounded("send half a header block", CONNECTIONS, halfAHeaderBlock(), 64);
  }

  @Test
  @Timeout(10 * Patience.SECONDS)
  void connectionsWithIncompleteRequestsNeedBoundedMemory() throws Exception {
    String what = "begin " + REQUESTS + " requests of " + REQUEST_BYTES / 1024 + " KiB";
    int bound = 2 * REQUESTS * REQUEST_BYTES / 1024 + 64;
    assertBounded(what, BUSY_CONNECTIONS, begunRequests(), bound);
  }

  private void assertBounded(String what, int count, byte[] sent, int boundKib) throws Exception {
    try (ServerProgram server =
            ServerProgram.classPath()
                .data(data)
                .jvm("-Xms192m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch")
                .option(
                    "--handshake-timeout", "5m", "--idle-timeout", "5m", "--request-timeout", "5m")
                .option("--message-rate", "0", "--byte-rate", "0")
                .start();
        Clients clients = new Clients(server)) {
      ProcessMemory memory = new ProcessMemory(server.pid());
      RawClient canary = clients.join("Canary");
      LiveHeap.bytes(server.pid());
      // Peers connect once before the measurement, so that it does not count one-time allocations.
      long files = memory.openFiles();
      connect(server, WARM_UP, sent);
      talk(canary);
      disconnect(memory, files);
      long heapBefore = LiveHeap.bytes(server.pid()) / 1024;
      long residentBefore = memory.residentKib();

      connect(server, count, sent);

      long micros = talk(canary);
      double heap = (double) (LiveHeap.bytes(server.pid()) / 1024 - heapBefore) / count;
      double outside = (double) (memory.residentKib() - residentBefore) / count;
      System.out.printf(
          "StrangersTest: %d connections %s: for each %.1f KiB of heap, %.1f KiB outside;"
              + " meanwhile a message takes %d µs%n",
          count, what, heap, outside, micros);
      assertTrue(heap + outside <= boundKib, "more than " + boundKib + " KiB");
      disconnect(memory, files);
      talk(canary);
    }
  }

  private void connect(ServerProgram server, int count, byte[] sent) throws IOException {
    for (int i = 0; i < count; i++) {
      SilentPeer stranger = SilentPeer.connect(server.port());
      strangers.add(stranger);
      stranger.awaitGreeting();
      stranger.send(sent);
    }
  }

  /** Closes all strangers, and waits until the server has only this many open files. */
  private void disconnect(ProcessMemory memory, long files) throws IOException {
    for (SilentPeer stranger : strangers) {
      stranger.close();
    }
    strangers.clear();
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
    while (memory.openFiles() > files) {
      assertTrue(System.nanoTime() - limit < 0, "the server does not close connections");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Posts messages; returns the average time that one takes, in microseconds. */
  private static long talk(RawClient canary) {
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      canary.say("still served " + i);
    }
    return (System.nanoTime() - start) / 1000 / MESSAGES;
  }

  private static byte[] halfAHeaderBlock() {
    return new Http2Bytes()
        .headers(1, JOIN, Map.of("filling", "x".repeat(HALF_A_BLOCK_BYTES)), false)
        .toByteArray();
  }

  private static byte[] begunRequests() {
    Http2Bytes bytes = new Http2Bytes();
    for (int request = 0; request < REQUESTS; request++) {
      int stream = 2 * request + 1;
      bytes.headers(stream, JOIN, Map.of(), true);
      bytes.data(stream, ByteBuffer.allocate(PART_BYTES).put((byte) 0).putInt(200_000).array());
      for (int sent = PART_BYTES; sent < REQUEST_BYTES; sent += PART_BYTES) {
        bytes.data(stream, new byte[PART_BYTES]);
      }
    }
    return bytes.toByteArray();
  }
}
