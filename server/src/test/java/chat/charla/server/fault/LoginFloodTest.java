package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.Refusal;
import chat.charla.server.process.LiveHeap;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strangers try 5,000 passwords, half of them with Berta's name: from one address, then from 10,
 * then from 800. Meanwhile Berta logs in, directly and through the proxy that the strangers use,
 * from networks where she has been before, and from new ones.
 *
 * <p>The server trusts a proxy with one loopback address, so the limits apply to the other ones.
 */
@Tag("fault-alone") // it compares times
@EnabledOnOs(OS.LINUX) // Other systems have only one loopback address.
@Timeout(10 * Patience.SECONDS)
class LoginFloodTest {
  /** Enough for two threads that hash passwords. */
  private static final int HEAP_MIB = 384;

  private static final int GROWTH_MIB = 128;
  private static final String STRANGER = "127.0.0.2";
  private static final String PROXY = "127.0.0.3";
  private static final String HOME = "127.0.0.4";
  private static final String HOME_BEHIND_PROXY = "198.51.100.1";
  private static final String PASSWORD = "the tide is out";

  /** The number of messages by which the canary's latency without a flood is measured. */
  private static final int QUIET_MESSAGES = 60;

  /**
   * By how much the flood may raise the canary's p99. Passwords are hashed by as many threads as
   * there are processors. A message passes {@value #THREADS} threads: those of the sender, of the
   * connections, of the core, of the log, of the connections again, and of the receiver. Each of
   * them may have to wait until a few of the hashing threads and the threads of the flood have had
   * their time slice of some milliseconds.
   *
   * <p>If other programs use the processors too, each of these threads may have to wait longer. How
   * long is measured during the flood, by a thread of this test, which also competes with the
   * hashing threads. So the bound is {@value #THREADS} times the p99 of that delay, if this is
   * more.
   */
  private static final Duration BUSY = Duration.ofMillis(200);

  private static final int THREADS = 6;

  /** The longest time that a log-in of the owner may take. */
  private static final Duration PROMISED = Duration.ofSeconds(5);

  private static final long HEAP_GROWTH = 8 << 20;
  private static final String ATTEMPTS = "chat.charla.server.password.Guesses$Attempts";

  @TempDir private static Path data;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final ExecutorService background = Executors.newCachedThreadPool();
  private final LoginFlood flood = new LoginFlood("Berta");

  @SuppressWarnings("NullAway.Init")
  private Stage stage;

  /** Berta's machine at home. */
  @SuppressWarnings("NullAway.Init")
  private Channel home;

  @SuppressWarnings("NullAway.Init")
  private Channel proxy;

  private int newNetworks;

  @BeforeEach
  void openStage() throws IOException {
    stage =
        Stage.open(data, HEAP_MIB, GROWTH_MIB, "--registration=open", "--trusted-proxies=" + PROXY);
    home = from(HOME);
    proxy = from(PROXY);
  }

  @AfterEach
  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    background.shutdownNow();
    stage.close();
  }

  @Test
  @Tag("fault-script")
  @Tag("fault:login-flood")
  void aFloodOfLogInsDelaysNeitherMessagesNorTheOwner() throws Exception {
    long pid = stage.server().pid();
    Canary canary = stage.canary();
    int before = canary.received();
    canary.awaitMore(QUIET_MESSAGES);
    double quiet = canary.latenciesSince(before).millis(990);
    register(home);
    logInAndUse(home);
    logInAndUse(behind(proxy, HOME_BEHIND_PROXY));
    long heap = LiveHeap.bytes(pid);
    long begin = System.nanoTime();

    stage.during(
        "login-flood",
        Stage.SERVED,
        () -> {
          try (WakeUps wakeUps = WakeUps.begin()) {
            int quietUntil = canary.received();
            Channel stranger = from(STRANGER);
            flood("one address", 2100, 600, i -> stranger);
            flood("10 addresses", 2100, 600, i -> behind(proxy, "203.0.113." + i % 10));
            flood(
                "800 addresses",
                800,
                83,
                i -> behind(proxy, "10.0.%d.%d".formatted(i / 200, i % 200)));
            requireServed(
                quiet, canary.latenciesSince(quietUntil).millis(990), wakeUps.delays().millis(990));
          }
        });

    int hashed = flood.count(ErrorReason.ERROR_REASON_LOGIN_REFUSED);
    assertEquals(
        5000,
        hashed + flood.count(ErrorReason.ERROR_REASON_RATE_LIMITED),
        () -> "" + flood.answers());
    long kept = LiveHeap.instances(pid, ATTEMPTS);
    long grown = LiveHeap.bytes(pid) - heap;
    System.out.printf(
        "fault login-flood: %d passwords checked, %d attempts kept, heap grown by %d KiB%n",
        hashed, kept, grown / 1024);
    assertTrue(kept > 0 && kept <= hashed, () -> kept + " attempts kept");
    assertTrue(grown <= HEAP_GROWTH, () -> "the heap has grown by " + grown);
    assertEquals(List.of(), stage.warnings());
    long lines =
        stage.server().console().all().stream()
            .filter(line -> line.contains("wrong name or password"))
            .count();
    long minutes = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begin);
    assertTrue(lines <= 3 + minutes, () -> lines + " lines in the log");
  }

  private static void requireServed(double quietMillis, double floodedMillis, double wakeUpMillis) {
    double more = Math.max(Patience.bound(BUSY).toMillis(), THREADS * wakeUpMillis);
    System.out.printf(
        "fault login-flood: canary p99 %.1f ms before the flood, %.1f ms during it; at most %.1f ms"
            + " more are allowed, since a thread that has slept runs %.1f ms late (p99)%n",
        quietMillis, floodedMillis, more, wakeUpMillis);
    assertTrue(
        floodedMillis <= quietMillis + more, () -> floodedMillis + " ms, not " + quietMillis);
  }

  /**
   * Sends attempts, and meanwhile lets Berta log in at home and in new networks, directly and
   * through the proxy.
   */
  private void flood(String from, int attempts, int perSecond, IntFunction<Channel> strangers)
      throws Exception {
    newNetworks++;
    int before = flood.answered();
    Future<?> running = background.submit(() -> flood.run(attempts, perSecond, strangers));
    flood.await(before + attempts / 10);
    Future<Duration> atHome = logInSoon(home);
    Future<Duration> atHomeBehind = logInSoon(behind(proxy, HOME_BEHIND_PROXY));
    Future<Duration> away = logInSoon(from("127.0.1." + newNetworks));
    Future<Duration> awayBehind = logInSoon(behind(proxy, "198.51.100.10" + newNetworks));
    System.out.printf(
        "fault login-flood: from %s: Berta logs in at home in %d and %d ms, in a new network in %d"
            + " and %d ms; %d of %d attempts were answered by then%n",
        from,
        atHome.get().toMillis(),
        atHomeBehind.get().toMillis(),
        away.get().toMillis(),
        awayBehind.get().toMillis(),
        flood.answered() - before,
        attempts);
    running.get();
    requireAtMost(PROMISED, atHome.get());
    requireAtMost(PROMISED, atHomeBehind.get());
    requireAtMost(PROMISED, away.get());
    requireAtMost(PROMISED, awayBehind.get());
  }

  private static void requireAtMost(Duration bound, Duration time) {
    assertTrue(time.compareTo(Patience.bound(bound)) <= 0, () -> "took " + time);
  }

  private Future<Duration> logInSoon(Channel channel) {
    return background.submit(() -> logIn(channel));
  }

  private Channel from(String address) {
    ManagedChannel channel = LocalAddress.connect(stage.port(), address);
    channels.add(channel);
    return channel;
  }

  private static Channel behind(Channel proxy, String client) {
    return with(proxy, Map.of("x-forwarded-for", client, "x-forwarded-proto", "https"));
  }

  private static Channel with(Channel channel, Map<String, String> headers) {
    Metadata metadata = new Metadata();
    headers.forEach(
        (name, value) ->
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static AccountServiceBlockingStub accounts(Channel channel) {
    return AccountServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
  }

  private static void register(Channel channel) {
    accounts(channel)
        .register(RegisterRequest.newBuilder().setName("Berta").setCredential(password()).build());
  }

  /** Berta logs in here, and uses the session. */
  private static void logInAndUse(Channel channel) {
    String token = token(channel);
    accounts(with(channel, Map.of("authorization", "Bearer " + token)))
        .listSessions(ListSessionsRequest.getDefaultInstance());
  }

  private static String token(Channel channel) {
    return accounts(channel)
        .logIn(LogInRequest.newBuilder().setName("Berta").setCredential(password()).build())
        .getJoined()
        .getSessionToken();
  }

  private static Credential password() {
    return Credential.newBuilder().setPassword(PASSWORD).build();
  }

  /** Logs in, and repeats that when the server permits it. Returns the time it took. */
  private static Duration logIn(Channel channel) {
    long begin = System.nanoTime();
    while (true) {
      try {
        token(channel);
        return Duration.ofNanos(System.nanoTime() - begin);
      } catch (StatusRuntimeException e) {
        Refusal refusal = Refusal.of(e.getStatus(), e.getTrailers());
        assertEquals(ErrorReason.ERROR_REASON_RATE_LIMITED.name(), refusal.reason());
        LockSupport.parkNanos(refusal.retryDelay().toNanos());
      }
    }
  }
}
