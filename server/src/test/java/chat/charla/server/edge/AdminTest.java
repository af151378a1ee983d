package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.BackupResult;
import chat.charla.admin.v1.GetStatusRequest;
import chat.charla.admin.v1.GetStatusResponse;
import chat.charla.admin.v1.LogLevel;
import chat.charla.admin.v1.NotifyRequest;
import chat.charla.admin.v1.SetLogLevelRequest;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.Record;
import com.google.protobuf.Duration;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an operator can do with a running server. Without the administration token, no client can do
 * it.
 */
class AdminTest {
  private static final BackupRequest BACKUP = BackupRequest.newBuilder().setFile("copy.db").build();

  @TempDir private Path directory;
  private Path data;
  private RunningServer server;
  private RawClient operator;

  @BeforeEach
  void start() throws IOException {
    data = directory.resolve("data");
    server = RunningServer.in(data);
    operator = server.connect().withToken(server.adminToken());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<MethodDescriptor<?, ?>> methods() {
    return AdminServiceGrpc.getServiceDescriptor().getMethods().stream();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyCallNeedsTheToken(MethodDescriptor<?, ?> method) {
    RawClient ana = server.join("Ana");
    for (RawClient stranger : List.of(server.connect(), ana, ana.withToken("guess"))) {
      AnyCall.of(stranger.channel(), method)
          .end()
          .is(Status.Code.PERMISSION_DENIED, ErrorReason.ERROR_REASON_ADMIN_REQUIRED);
    }
    assertFalse(Files.exists(data.resolve("backups")));
  }

  @Test
  void onlyTheOwnerCanReadTheTokenAndEachStartHasANewOne() throws IOException {
    Path file = data.resolve("admin-token");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    String before = server.adminToken();

    server.close();

    assertFalse(Files.exists(file), "a server that has stopped leaves no token");
    server = RunningServer.in(data);
    assertNotEquals(before, server.adminToken());
    Refusal.of(() -> status(server.connect().withToken(before)))
        .is(Status.Code.PERMISSION_DENIED, ErrorReason.ERROR_REASON_ADMIN_REQUIRED);
    assertTrue(status(server.connect().withToken(server.adminToken())).getServing());
  }

  @Test
  void aFloodOfWrongTokensIsLimitedAndDoesNotKeepTheOperatorOut() throws IOException {
    Rate rate = new Rate(3, java.time.Duration.ofDays(1));
    RateSettings rates =
        new RateSettings(Map.of(), Map.of(Quota.FAILURES, rate), 0, java.time.Duration.ZERO);
    server.close();
    server =
        RunningServer.with(
            data,
            config ->
                config
                    .rates(rates)
                    .connections(new ConnectionChanges().limitLoopback(true).settings()));
    RawClient guesser = server.connect().withToken("guess");
    for (int i = 0; i < 3; i++) {
      Refusal.of(() -> status(guesser))
          .is(Status.Code.PERMISSION_DENIED, ErrorReason.ERROR_REASON_ADMIN_REQUIRED);
    }

    Refusal refusal = Refusal.of(() -> status(guesser));

    refusal.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_RATE_LIMITED);
    assertEquals(Map.of("limit", "failures", "scope", "address"), refusal.metadata());
    assertTrue(status(server.connect().withToken(server.adminToken())).getServing());
  }

  @Test
  void theStatusHasTheFigures() {
    RawStream stream = server.join("Ana").converse();
    assertFalse(stream.ended());

    GetStatusResponse status = status(operator);

    assertTrue(status.getServing());
    assertFalse(status.getVersion().isEmpty());
    assertTrue(status.getUptime().getSeconds() + status.getUptime().getNanos() > 0);
    assertEquals(2, status.getConnections().getUsed());
    assertEquals(1, status.getStreamCount());
    assertEquals(1, status.getPresentCount());
    assertEquals(1, status.getIdentities().getUsed());
    assertTrue(status.getIdentities().getLimit() > 0);
    assertEquals(1, status.getRooms().getUsed());
    assertTrue(status.getMemory().getLimit() > status.getMemory().getUsed());
    assertTrue(status.getDatabaseBytes() > 0);
    assertTrue(status.getDiskFreeBytes() > 0);
    assertFalse(status.hasCertificateExpireTime());
    assertEquals(0, status.getLogLevelChangesCount());
    assertFalse(status.getBackupRunning());
  }

  @Test
  void aChangedLogLevelIsShownByTheStatus() {
    var change =
        calls(operator)
            .setLogLevel(
                SetLogLevelRequest.newBuilder()
                    .setLogger("chat.charla.server.health")
                    .setLevel(LogLevel.LOG_LEVEL_DEBUG)
                    .build())
            .getChange();

    assertEquals("chat.charla.server.health", change.getLogger());
    assertEquals(LogLevel.LOG_LEVEL_DEBUG, change.getLevel());
    assertEquals(List.of(change), status(operator).getLogLevelChangesList());
  }

  /**
   * The last two loggers would log everything that clients send, including tokens and private
   * messages.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat.charla.server.unknown",
        "chat.charla",
        "chat.charla.servers",
        "chat/charla/server",
        "chat.charla.server..grpc",
        "io.grpc",
        "io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler"
      })
  void onlyLoggersOfTheServerCanBeChanged(String logger) {
    SetLogLevelRequest request =
        SetLogLevelRequest.newBuilder()
            .setLogger(logger)
            .setLevel(LogLevel.LOG_LEVEL_TRACE)
            .build();

    refused(() -> calls(operator).setLogLevel(request), "logger");
    assertEquals(0, status(operator).getLogLevelChangesCount());
  }

  @Test
  void aChangeOfALogLevelNeedsALevelAndAShortDuration() {
    SetLogLevelRequest.Builder request =
        SetLogLevelRequest.newBuilder().setLogger("chat.charla.server");
    refused(() -> calls(operator).setLogLevel(request.build()), "level");
    refused(() -> calls(operator).setLogLevel(request.setLevelValue(77).build()), "level");
    for (Duration duration :
        List.of(
            Duration.getDefaultInstance(),
            Duration.newBuilder().setSeconds(-1).build(),
            Duration.newBuilder().setSeconds(86_400).setNanos(1).build(),
            Duration.newBuilder().setSeconds(Long.MAX_VALUE).build())) {
      request.setLevel(LogLevel.LOG_LEVEL_DEBUG).setDuration(duration);
      refused(() -> calls(operator).setLogLevel(request.build()), "duration");
    }
  }

  @Test
  void aNoticeToAllReachesEachStreamOnce() {
    RawStream ana = server.join("Ana").converse();
    RawStream berta = server.join("Berta").converse();

    var unused = calls(operator).notify(NotifyRequest.newBuilder().setText("to all").build());
    unused = calls(operator).notify(NotifyRequest.newBuilder().setText("last").build());

    for (RawStream stream : List.of(ana, berta)) {
      stream.frame("last notice", frame -> !notices(frame, "last").isEmpty());
      assertEquals(
          List.of(""),
          stream.frames().stream().flatMap(frame -> notices(frame, "to all").stream()).toList());
    }
  }

  @Test
  void aNoticeToARoomReachesOnlyItsMembers() {
    RawStream inside = server.join("Ana").converse();
    inside.enter("kitchen");
    RawStream outside = server.join("Berta").converse();

    var unused =
        calls(operator)
            .notify(NotifyRequest.newBuilder().setRoom("kitchen").setText("here").build());
    unused = calls(operator).notify(NotifyRequest.newBuilder().setText("last").build());

    for (RawStream stream : List.of(inside, outside)) {
      stream.frame("last notice", frame -> !notices(frame, "last").isEmpty());
    }
    inside.frame("notice", frame -> notices(frame, "here").equals(List.of("kitchen")));
    assertTrue(outside.frames().stream().allMatch(frame -> notices(frame, "here").isEmpty()));
  }

  @Test
  void aNoticeNeedsAShortTextAndARoomThatExists() {
    NotifyRequest.Builder request = NotifyRequest.newBuilder();
    Refusal.of(() -> calls(operator).notify(request.setText(" \n").build()))
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_MESSAGE_EMPTY);
    Refusal.of(() -> calls(operator).notify(request.setText("x".repeat(501)).build()))
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE);
    Refusal.of(() -> calls(operator).notify(request.setText("x").setRoom("nowhere").build()))
        .is(Status.Code.NOT_FOUND, ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
  }

  @Test
  void aBackupIsADatabaseWithWhichAServerStarts() throws IOException {
    server.join("Ana").say("kept");
    var unused = calls(operator).notify(NotifyRequest.newBuilder().setText("recorded").build());

    BackupResult result = last(calls(operator).backup(BACKUP)).getResult();

    Path copy = Path.of(result.getPath());
    assertEquals(data.resolve("backups").resolve("copy.db").toAbsolutePath(), copy);
    assertEquals(Files.size(copy), result.getSizeBytes());
    assertEquals(2, result.getEventCount());
    assertEquals(1, result.getIdentityCount());
    assertEquals(0, result.getLostEventCount());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    Path restored = Files.createDirectory(directory.resolve("restored"));
    Files.copy(copy, restored.resolve("charla.db"));
    try (RunningServer again = RunningServer.in(restored)) {
      RawClient admin = again.connect().withToken(again.adminToken());
      assertEquals(1, status(admin).getIdentities().getUsed());
      assertEquals(List.of("notice.sent"), actions(admin));
    }
  }

  @Test
  void aBackupIsRecorded() {
    String path = last(calls(operator).backup(BACKUP)).getResult().getPath();

    assertEquals(List.of("backup.made"), actions(operator));
    assertEquals(path, records(operator).get(0).getTarget());
  }

  /** The token is a secret like a password. */
  @Test
  void withoutTlsRemoteOperatorsCannotListActions() throws IOException {
    server.close();
    ConnectionChanges proxied = new ConnectionChanges().trustedProxies("127.0.0.1,::1");
    server = RunningServer.with(data, config -> config.connections(proxied.settings()));
    RawClient elsewhere = server.connect().withToken(server.adminToken());

    Refusal.of(() -> actions(elsewhere))
        .is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_TRANSPORT_INSECURE);
    Refusal.of(() -> actions(server.join("Ana")))
        .is(Status.Code.NOT_FOUND, ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
  }

  @Test
  void withoutANameABackupIsNamedByItsTime() {
    BackupResult result =
        last(calls(operator).backup(BackupRequest.getDefaultInstance())).getResult();

    assertTrue(
        Path.of(result.getPath())
            .getFileName()
            .toString()
            .matches("charla-[0-9]{8}-[0-9]{6}\\.db"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../charla.db",
        "/tmp/copy.db",
        "a/b.db",
        "a\\b.db",
        ".",
        "..",
        ".hidden",
        "-r",
        "copy.db\n",
        "copía.db"
      })
  void aBackupIsWrittenOnlyIntoItsDirectory(String file) {
    BackupRequest request = BackupRequest.newBuilder().setFile(file).setReplace(true).build();

    refused(() -> last(calls(operator).backup(request)), "file");
    assertFalse(Files.exists(data.resolve("backups")));
  }

  @Test
  void aBackupReplacesAFileOnlyOnRequest() {
    long first = last(calls(operator).backup(BACKUP)).getResult().getIdentityCount();
    server.join("Ana");

    Refusal refusal = Refusal.of(() -> last(calls(operator).backup(BACKUP)));

    refusal.is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_BACKUP_FAILED);
    assertEquals(Map.of("cause", "exists"), refusal.metadata());
    BackupRequest replacing = BACKUP.toBuilder().setReplace(true).build();
    assertEquals(first + 1, last(calls(operator).backup(replacing)).getResult().getIdentityCount());
  }

  @Test
  void theCauseOfAFailureIsInPlainWords() throws IOException {
    Files.createDirectories(data.resolve("backups").resolve("copy.db"));
    BackupRequest replacing = BACKUP.toBuilder().setReplace(true).build();

    Refusal refusal = Refusal.of(() -> last(calls(operator).backup(replacing)));

    refusal.is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_BACKUP_FAILED);
    assertEquals(Map.of("cause", "not_a_file"), refusal.metadata());
  }

  private static List<String> actions(RawClient admin) {
    return records(admin).stream().map(Record::getAction).toList();
  }

  private static List<Record> records(RawClient admin) {
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder().setRoom("!").setAfterSequence(0).build();
    return admin.calls().listMessages(request).getEventsList().stream()
        .map(Event::getRecord)
        .toList();
  }

  /** The rooms of the notices with this text in this frame. */
  private static List<String> notices(ConverseResponse frame, String text) {
    return frame.getBatch().getEventsList().stream()
        .filter(Event::hasServerNotice)
        .filter(event -> event.getServerNotice().getParametersMap().containsValue(text))
        .map(Event::getRoom)
        .toList();
  }

  private static AdminServiceBlockingStub calls(RawClient client) {
    return AdminServiceGrpc.newBlockingStub(client.channel())
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
  }

  private static GetStatusResponse status(RawClient client) {
    return calls(client).getStatus(GetStatusRequest.getDefaultInstance());
  }

  private static BackupResponse last(Iterator<BackupResponse> responses) {
    BackupResponse last = responses.next();
    while (responses.hasNext()) {
      last = responses.next();
    }
    return last;
  }

  private static void refused(Executable call, String field) {
    Refusal.of(call)
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_ARGUMENT_INVALID)
        .requireField(field);
  }
}
