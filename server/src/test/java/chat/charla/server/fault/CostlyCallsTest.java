package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.Refusal;
import chat.charla.server.process.Clients;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.SendMessageRequest;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls that cost the server work count for a rate even if they post nothing. The server does the
 * work for as many calls as the rate allows, and refuses further calls without doing the work.
 */
@Timeout(10 * Patience.SECONDS)
class CostlyCallsTest {
  private static final int CONNECTIONS = 4;
  private static final int CALLS_PER_CONNECTION = 64;
  private static final long SPAN_NANOS = Duration.ofSeconds(4).toNanos();
  private static final String DONE = "done";
  private static final String TOO_MUCH = ErrorReason.ERROR_REASON_RATE_LIMITED.name();

  @TempDir private Path data;

  /** How many calls ended in each way, and the duration of all calls together. */
  private record Flood(Map<String, Integer> ends, double seconds) {
    int count(String end) {
      return ends.getOrDefault(end, 0);
    }
  }

  /** By default, an identity may make 1,000 repetitions at once, and 100 a second. */
  @Test
  @Tag("fault:known-sends")
  void aKnownSendIsRetriedAllTheTime() throws Exception {
    SendMessageRequest known =
        SendMessageRequest.newBuilder()
            .setRoom("lobby")
            .setText("retried")
            .setClientMessageId("m1")
            .build();
    try (Stage stage = Stage.open(data)) {
      RawClient mallory = stage.join("Mallory");
      mallory.calls().sendMessage(known);

      stage.during(
          "known-sends",
          Stage.SERVED,
          () -> {
            Flood flood =
                flood(
                    "known-sends",
                    stage::connect,
                    mallory.token(),
                    client -> ChatServiceGrpc.newFutureStub(client.channel()).sendMessage(known));

            assertAtMost(1000 + 100 * flood.seconds(), flood.count(DONE));
          });
      assertEquals(List.of(), stage.warnings());
    }
  }

  /**
   * By default, one address may make 1,000 such calls at once, and 1,000 a minute. This server
   * counts the calls of loopback addresses as well.
   */
  @Test
  @Tag("fault:ended-token")
  void theTokenOfAnEndedSessionIsUsedAllTheTime() throws Exception {
    try (ServerProgram server =
            ServerProgram.classPath().data(data).option("--quiet", "--limit-loopback").start();
        Clients clients = new Clients(server);
        Canary canary = Canary.join(server.port())) {
      RawClient mallory = clients.join("Mallory");
      mallory.leave();
      canary.start();
      int received = canary.received();

      Flood flood =
          flood(
              "ended-token",
              clients::connect,
              mallory.token(),
              client ->
                  ChatServiceGrpc.newFutureStub(client.channel())
                      .leave(LeaveRequest.getDefaultInstance()));

      assertAtMost(
          1000 + 1000 / 60.0 * flood.seconds(),
          flood.count(ErrorReason.ERROR_REASON_SESSION_ENDED.name()));
      canary.awaitMore(10);
      canary.stop();
      System.out.printf(
          "ended-token: canary p99 %.1f ms%n", canary.latenciesSince(received).millis(990));
      canary.requireNothingLost(clients.connect());
    }
  }

  /**
   * Makes calls on several connections, for at least the time span and until one call is refused.
   */
  private static Flood flood(
      String name,
      Supplier<RawClient> connection,
      String token,
      Function<RawClient, ListenableFuture<?>> call)
      throws InterruptedException {
    Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
    long begin = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      RawClient client = connection.get().withToken(token);
      Thread thread =
          new Thread(
              () -> {
                Semaphore free = new Semaphore(CALLS_PER_CONNECTION);
                while (System.nanoTime() - begin < SPAN_NANOS || !ends.containsKey(TOO_MUCH)) {
                  free.acquireUninterruptibly();
                  ListenableFuture<?> answer = call.apply(client);
                  answer.addListener(
                      () -> {
                        ends.computeIfAbsent(end(answer), first -> new AtomicInteger())
                            .incrementAndGet();
                        free.release();
                      },
                      MoreExecutors.directExecutor());
                }
                free.acquireUninterruptibly(CALLS_PER_CONNECTION);
              },
              name);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    Map<String, Integer> counts = new TreeMap<>();
    ends.forEach((end, count) -> counts.put(end, count.get()));
    System.out.printf("%s: in %.1f s %s%n", name, seconds, counts);
    return new Flood(counts, seconds);
  }

  private static String end(ListenableFuture<?> answer) {
    try {
      answer.get();
      return DONE;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return Refusal.of(Status.fromThrowable(cause), Status.trailersFromThrowable(cause)).reason();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted although the answer has arrived", e);
    }
  }

  private static void assertAtMost(double bound, int count) {
    assertTrue(count <= bound, () -> count + " are more than " + bound);
  }
}
