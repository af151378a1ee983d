package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.disk.MinFree;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.SendMessageRequest;
import com.google.common.net.HostAndPort;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the metrics of a server say after clients have done something. */
class MetricsTest {
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  @TempDir private Path data;
  @AutoClose private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    Map<Quota, Rate> session = new EnumMap<>(RateSettings.DEFAULT.perSession());
    session.put(Quota.ROOMS, new Rate(1, Duration.ofDays(1)));
    RateSettings rates =
        new RateSettings(session, RateSettings.DEFAULT.perAddress(), 0, Duration.ZERO);
    server =
        RunningServer.with(
            data,
            defaults ->
                defaults
                    .metrics(HostAndPort.fromParts("localhost", 0))
                    .rates(rates)
                    .registration(true)
                    .maxIdentities(100)
                    .minFreeDisk(MinFree.bytes(1000)));
  }

  @Test
  void sendsAndDeliveriesAreCounted() throws IOException {
    RawClient ana = server.join("Ana");
    RawStream luis = server.join("Luis").converse();
    luis.ready();
    SendMessageRequest hello = send("lobby", "hello");
    assertFalse(ana.calls().sendMessage(hello).getDuplicate());
    assertTrue(ana.calls().sendMessage(hello).getDuplicate());
    assertThrows(StatusRuntimeException.class, () -> ana.calls().sendMessage(send("none", "x")));
    luis.message("hello");

    await("charla_sends_total{result=\"posted\"}", 1);
    await("charla_sends_total{result=\"repeated\"}", 1);
    await("charla_sends_total{result=\"refused\"}", 1);
    await("charla_refusals_total{reason=\"room_not_found\",scope=\"none\"}", 1);
    await("charla_joins_total{result=\"joined\"}", 2);
    await("charla_identities", 2);
    await("charla_users_present", 1);
    await("charla_streams", 1);
    await("charla_subscriptions", 2);
    await("charla_subscriptions_behind", 0);
    await("charla_connections", 2);
    Scrape page = scrape();
    assertEquals(1, page.value("charla_serving"));
    assertTrue(page.value("charla_events_delivered_total") >= 1, page::text);
    assertTrue(page.value("charla_append_duration_seconds_count") >= 1, page::text);
    assertTrue(page.value("charla_append_events_sum") >= 1, page::text);
    assertTrue(page.value("charla_commit_writes_count") >= 1, page::text);
    assertTrue(page.value("charla_memory_used_bytes{kind=\"windows\"}") > 0, page::text);
    assertTrue(page.value("charla_database_size_bytes") > 0, page::text);
    assertTrue(page.value("charla_disk_free_bytes") > 0, page::text);
    assertEquals(1000, page.value("charla_disk_min_free_bytes"));

    luis.cancel();

    await("charla_streams", 0);
    await("charla_subscriptions", 0);
  }

  @Test
  void accountsSessionsAndLogInsAreCounted() throws IOException {
    server.join("Guest");
    AccountServiceGrpc.AccountServiceBlockingStub calls =
        AccountServiceGrpc.newBlockingStub(server.connect().channel());
    Credential right = Credential.newBuilder().setPassword("the tide is out").build();
    Credential wrong = Credential.newBuilder().setPassword("the tide is in").build();
    assertTrue(
        calls
            .register(RegisterRequest.newBuilder().setName("Ana").setCredential(right).build())
            .hasSession());
    LogInRequest request = LogInRequest.newBuilder().setName("Ana").setCredential(right).build();
    assertTrue(calls.logIn(request).hasSession());
    assertThrows(
        StatusRuntimeException.class,
        () -> calls.logIn(request.toBuilder().setCredential(wrong).build()));
    assertThrows(
        StatusRuntimeException.class, () -> calls.logIn(LogInRequest.getDefaultInstance()));

    await("charla_identities", 2);
    await("charla_accounts", 1);
    await("charla_sessions", 3);
    await("charla_logins_total{result=\"logged_in\"}", 1);
    await("charla_logins_total{result=\"wrong\"}", 1);
    await("charla_logins_total{result=\"refused\"}", 1);
    await("charla_logins_total{result=\"limited\"}", 0);
    assertEquals(50, scrape().value("charla_accounts_limit"));
  }

  @Test
  void refusalsOfARateHaveTheirScope() throws IOException {
    RawStream ana = server.join("Ana").converse();
    ana.enter("first");
    ana.send(
        ConverseRequest.newBuilder()
            .setRequestId("second")
            .setEnterRoom(EnterRoom.newBuilder().setRoom("second"))
            .build());
    assertTrue(ana.result("second").hasError());

    await("charla_rooms", 2);
    await("charla_memberships", 1);
    await("charla_refusals_total{reason=\"rate_limited\",scope=\"session\"}", 1);
    await("charla_refusals_total{reason=\"rate_limited\",scope=\"account\"}", 0);
    await("charla_refusals_total{reason=\"rate_limited\",scope=\"address\"}", 0);
  }

  /** No client can add a series or a label, or make the page show anything about a user. */
  @Test
  void clientsCannotAddASeries() throws IOException {
    Set<String> before = ofCharla(scrape());

    RawClient ana = server.join("Ana-the-canary");
    RawStream stream = ana.converse();
    stream.enter("room-the-canary");
    stream.send("text", send("room-the-canary", "text-the-canary"));
    stream.result("text");
    stream.send(ConverseRequest.newBuilder().setRequestId("unknown").build());
    stream.result("unknown");
    RawClient stranger = server.connect();
    for (int i = 0; i < 20; i++) {
      RawClient guessing = stranger.withToken("token-the-canary" + i);
      assertThrows(StatusRuntimeException.class, guessing::whoAmI);
      JoinRequest badName = JoinRequest.newBuilder().setName("\u202ecanary" + i).build();
      assertThrows(StatusRuntimeException.class, () -> stranger.calls().join(badName));
    }
    stream.cancel();
    ana.leave();
    await("charla_refusals_total{reason=\"session_expired\",scope=\"none\"}", 20);

    Scrape after = scrape();
    assertEquals(before, ofCharla(after));
    assertFalse(after.text().contains("canary"), after::text);
    assertFalse(after.text().contains(ana.id()), after::text);
    assertFalse(after.text().contains(ana.token()), after::text);
    assertFalse(after.text().contains("127.0.0.1"), after::text);
    TreeSet<String> labels = new TreeSet<>();
    for (String series : before) {
      LABEL.matcher(series).results().forEach(label -> labels.add(label.group(1)));
    }
    assertEquals(Set.of("kind", "le", "operation", "reason", "result", "scope", "version"), labels);
    assertTrue(before.size() < 160, () -> before.size() + " series");
  }

  @Test
  void aServerWithoutTheOptionHasNoMetrics(@TempDir Path other) throws IOException {
    try (RunningServer without = RunningServer.in(other)) {
      assertEquals(0, without.metricsPort());
    }
  }

  private static SendMessageRequest send(String room, String text) {
    return SendMessageRequest.newBuilder()
        .setRoom(room)
        .setText(text)
        .setClientMessageId("id of " + text)
        .build();
  }

  private void await(String series, double value) {
    Patience.await(series + " is " + value, () -> scrape().value(series) == value);
  }

  private static Set<String> ofCharla(Scrape page) {
    return page.series().keySet().stream()
        .filter(series -> series.startsWith("charla_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Scrape scrape() {
    try {
      return Scrape.of(server.metricsPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
