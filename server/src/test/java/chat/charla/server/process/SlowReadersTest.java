package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.SendMessageRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred subscribers, each with a connection of its own, stop reading while thirty thousand
 * messages are posted. The server needs very little memory for these subscribers, and no other
 * client waits for them. When they read again, they get every message.
 *
 * <p>The bound on memory: for a stalled stream, the server may hold one batch (64 KiB), and what
 * gRPC accepts before it says that the stream is not ready (less than 8 KiB). That is 72 KiB, or 15
 * MiB for 200 streams. The messages themselves are in the room's window (256 KiB) and on disk. To
 * measure this, the server gets a heap of 64 MiB that is resident from the start, and at most 48
 * MiB of buffers outside it. The process may then grow by these 15 MiB, and by what every busy Java
 * process takes for compiled code, threads and SQLite's caches. A queue for each reader would need
 * 200 times the 6 MB that the messages take together.
 */
@Tag("fault:never-reads")
class SlowReadersTest {
  private static final int READERS = 200;
  private static final int MESSAGES = 30_000;
  private static final int POSTERS = 4;
  private static final int WARM_UP = 2_000;
  private static final int HEAP_MIB = 64;
  private static final int BUFFERS_MIB = 48;
  private static final int STALLED_STREAMS_MIB = 15;
  private static final int JAVA_MIB = 45;
  private static final int CLIENT_WINDOW_BYTES = 64 * 1024;

  private final EventLoopGroup clientLoops = new NioEventLoopGroup(1);
  private final List<ManagedChannel> channels = new ArrayList<>();

  @TempDir private Path data;

  @Test
  @Timeout(10 * Patience.SECONDS)
  void aReaderThatDoesNotReadCostsOnlyACursor() throws Exception {
    try (ServerProgram server =
            ServerProgram.classPath()
                .data(data)
                .jvm(
                    "-Xms" + HEAP_MIB + "m",
                    "-Xmx" + HEAP_MIB + "m",
                    "-XX:+AlwaysPreTouch",
                    "-XX:ActiveProcessorCount=2", // the same threads and buffers everywhere
                    "-XX:MaxDirectMemorySize=" + BUFFERS_MIB + "m",
                    "-Dio.grpc.netty.shaded.io.netty.maxDirectMemory=" + (BUFFERS_MIB << 20))
                .option("--quiet", "--message-rate", "0", "--byte-rate", "0")
                .start();
        Clients clients = new Clients(server)) {
      run(server, clients);
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
      var unused = clientLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private void run(ServerProgram server, Clients clients) throws Exception {
    ProcessMemory memory = new ProcessMemory(server.pid());
    List<SlowReader> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      readers.add(SlowReader.open(join(server.port(), "Reader-" + i)));
    }
    List<Poster> posters = new ArrayList<>();
    for (int i = 0; i < POSTERS; i++) {
      posters.add(new Poster(join(server.port(), "Poster-" + i)));
    }
    RawClient witness = clients.join("Witness");
    LiveReader live = new LiveReader(WARM_UP + MESSAGES);
    ChatServiceGrpc.newStub(witness.channel()).converse(live).onNext(LiveReader.open());
    post(posters, WARM_UP);
    for (SlowReader reader : readers) {
      reader.upTo(WARM_UP).join();
    }
    long before = memory.residentMib();

    readers.forEach(SlowReader::stop);
    long stalled = System.nanoTime();
    post(posters, MESSAGES);
    live.awaitAll();
    long posted = System.nanoTime();
    long whileStalled = memory.residentMib();
    long furthest = readers.stream().mapToLong(SlowReader::position).max().orElseThrow();
    readers.forEach(SlowReader::resume);
    Set<Long> checksums = new HashSet<>();
    for (CompletableFuture<Long> reader :
        readers.stream().map(reader -> reader.upTo(WARM_UP + MESSAGES)).toList()) {
      checksums.add(reader.join());
    }
    long caughtUp = System.nanoTime();

    System.out.printf(
        "SlowReadersTest: %,d messages posted in %.1f s with %d stalled readers;"
            + " a live reader's lag p50 %.0f ms, p99 %.0f ms, max %.0f ms;"
            + " then %,d events caught up in %.1f s;"
            + " RSS %d MiB before, %d MiB while stalled, %d MiB after, %d MiB at its peak%n",
        MESSAGES,
        (posted - stalled) / 1e9,
        READERS,
        live.lagMillis(500),
        live.lagMillis(990),
        live.lagMillis(1000),
        (long) READERS * MESSAGES,
        (caughtUp - posted) / 1e9,
        before,
        whileStalled,
        memory.residentMib(),
        memory.peakMib());
    assertTrue(
        furthest < WARM_UP + MESSAGES / 20,
        "a reader did not stop; it has read up to sequence " + furthest);
    assertEquals(Set.of(checksum(witness)), checksums, "all readers have the events of the log");
    assertTrue(
        live.lagMillis(990) < Patience.bound(Duration.ofSeconds(2)).toMillis(),
        "messages took too long to reach the live reader");
    assertWithinBound(memory, before);
    readers.forEach(SlowReader::cancel);
  }

  private static void assertWithinBound(ProcessMemory memory, long before) throws IOException {
    if (!memory.isKnown()) {
      System.out.println("SlowReadersTest: RSS not checked, this system has no /proc");
      return;
    }
    long grown = memory.peakMib() - before;
    assertTrue(
        grown <= STALLED_STREAMS_MIB + JAVA_MIB, "the server has grown by " + grown + " MiB");
  }

  private Channel join(int port, String name) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", port)
            .usePlaintext()
            .eventLoopGroup(clientLoops)
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .flowControlWindow(CLIENT_WINDOW_BYTES)
            .build();
    channels.add(channel);
    var joined =
        ChatServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS)
            .join(JoinRequest.newBuilder().setName(name).build());
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + joined.getSessionToken());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void post(List<Poster> posters, int messages) throws InterruptedException {
    for (int i = 0; i < messages; i++) {
      posters.get(i % posters.size()).post();
    }
    for (Poster poster : posters) {
      poster.awaitResults();
    }
  }

  private static long checksum(RawClient reader) {
    CRC32 checksum = new CRC32();
    for (Event event : LogPages.all(reader, "lobby")) {
      checksum.update(event.toByteArray());
    }
    return checksum.getValue();
  }

  /** Posts messages, with the highest allowed number of commands that have no result yet. */
  private static final class Poster implements StreamObserver<ConverseResponse> {
    private static final int OUTSTANDING = 64;
    private static final String PADDING = "x".repeat(80);

    private final Semaphore free = new Semaphore(OUTSTANDING);
    private final StreamObserver<ConverseRequest> commands;

    Poster(Channel channel) {
      commands = ChatServiceGrpc.newStub(channel).converse(this);
    }

    void post() throws InterruptedException {
      acquire(1);
      String text = System.nanoTime() + " " + PADDING;
      commands.onNext(
          ConverseRequest.newBuilder()
              .setRequestId("r")
              .setSendMessage(SendMessageRequest.newBuilder().setRoom("lobby").setText(text))
              .build());
    }

    void awaitResults() throws InterruptedException {
      acquire(OUTSTANDING);
      free.release(OUTSTANDING);
    }

    private void acquire(int count) throws InterruptedException {
      if (!free.tryAcquire(count, Patience.SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no results");
      }
    }

    @Override
    public void onNext(ConverseResponse frame) {
      if (frame.getResult().hasMessageSent()) {
        free.release();
      }
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
