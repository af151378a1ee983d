package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateAccountResponse;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.ListAccountsRequest;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.server.process.Clients;
import chat.charla.server.process.LogPages;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.SendMessageRequest;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends private text, tokens and passwords in every way, valid and invalid, to a server that logs
 * as much as it can. Then searches everything that the server has written. The server runs with
 * {@code --quiet}, so text posted in rooms must not appear on the console either.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGQUIT")
@Timeout(10 * Patience.SECONDS)
class PrivacyTest {
  private static final List<MethodDescriptor<?, ?>> METHODS =
      Stream.of(
              ChatServiceGrpc.getServiceDescriptor(),
              AccountServiceGrpc.getServiceDescriptor(),
              AdminServiceGrpc.getServiceDescriptor())
          .flatMap(service -> service.getMethods().stream())
          .filter(method -> !method.getFullMethodName().endsWith("/Leave"))
          .<MethodDescriptor<?, ?>>map(method -> method)
          .toList();

  @TempDir private Path directory;

  private final Secrets secrets = new Secrets();
  private final String whisper = secrets.create("private text");
  private final String whisperId = secrets.create("client_message_id of a private message");
  private final String speech = secrets.create("public text");
  private final String speechId = secrets.create("client_message_id of a public message");
  private final String commandId = secrets.create("request_id of a command");
  private final String joinId = secrets.add("request_id of a Join", UUID.randomUUID().toString());
  private final String wrongToken = secrets.create("an invalid token");
  private final String password = secrets.create("a password");
  private final String newPassword = secrets.create("a new password");
  private final String wrongPassword = secrets.create("a wrong password");
  private final String pageToken = secrets.create("an invalid page token");
  private final List<String> leaks = new ArrayList<>();

  @Test
  @Tag("fault:leaks")
  void nothingPrivateIsWrittenAnywhere() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProgram server =
            ServerProgram.classPath()
                .data(data)
                .option("--quiet")
                .option("--registration", "open")
                .jvm("-Djava.util.logging.config.file=" + logEverything())
                .start();
        Clients clients = new Clients(server)) {
      RawClient ana = join(clients, "Ana", joinId);
      RawClient luis = join(clients, "Luis", UUID.randomUUID().toString());
      RawClient eve = join(clients, "Eve", UUID.randomUUID().toString());
      RawStream eavesdropper = eve.converse();
      RawStream anasStream = ana.converse();
      RawStream luisStream = luis.converse();

      speak(ana, luis, anasStream);
      luisStream.message(whisper + " in a stream");
      administer(data, clients);
      useAccounts(clients);
      searchHeap(server);
      misuse(clients, ana);
      sendBrokenMessages(server.port(), clients, ana);
      failTheDisk(data, ana, luis);
      dumpThreads(server);
      leaks.addAll(secrets.in("what Eve receives", receivedBy(eve, eavesdropper)));
      searchDatabase(data);
      ana.leave();
      server.terminate();
      assertEquals(0, server.exitCode());

      List<String> console = server.console().all();
      assertTrue(
          console.stream().anyMatch(line -> line.startsWith("TRACE ")), "everything is logged");
      assertTrue(console.contains("User <Ana> has sent a private message to <Luis>"));
      leaks.addAll(secrets.in("the console", String.join("\n", console)));
    }
    searchFiles(data);
    assertEquals(List.of(), leaks);
  }

  private RawClient join(Clients clients, String name, String requestId) {
    RawClient stranger = clients.connect();
    JoinRequest request = JoinRequest.newBuilder().setName(name).setRequestId(requestId).build();
    RawClient joined = stranger.as(stranger.calls().join(request));
    secrets.add("token of " + name, joined.token());
    assertEquals(joined.session(), stranger.calls().join(request), "a repeated Join");
    assertEquals(
        joined.user(),
        joined.calls().join(JoinRequest.newBuilder().setName(name).build()).getSelf());
    return joined;
  }

  /** Sends secrets in valid requests, and in some that the server has to refuse. */
  private void speak(RawClient ana, RawClient luis, RawStream stream) {
    SendMessageRequest.Builder aloud =
        SendMessageRequest.newBuilder()
            .setRoom("lobby")
            .setText(speech)
            .setClientMessageId(speechId);
    SendMessageRequest.Builder quietly =
        SendMessageRequest.newBuilder()
            .setUserId(luis.id())
            .setText(whisper + " in a call")
            .setClientMessageId(whisperId);
    assertFalse(ana.calls().sendMessage(aloud.build()).getDuplicate());
    assertFalse(ana.calls().sendMessage(quietly.build()).getDuplicate());
    assertTrue(ana.calls().sendMessage(quietly.build()).getDuplicate());
    attempt(() -> ana.calls().sendMessage(quietly.setText("another text for " + whisper).build()));
    attempt(() -> ana.calls().sendMessage(quietly.setUserName("Nobody-" + 1).build()));
    attempt(() -> ana.calls().sendMessage(quietly.setText(whisper.repeat(1000)).build()));
    attempt(() -> ana.calls().sendMessage(quietly.clearTarget().build()));
    int number = 0;
    for (SendMessageRequest.Builder message :
        List.of(
            SendMessageRequest.newBuilder().setRoom("lobby").setText(speech + " in a stream"),
            SendMessageRequest.newBuilder().setUserName("luis").setText(whisper + " in a stream"),
            SendMessageRequest.newBuilder().setUserName("nobody").setText(whisper),
            SendMessageRequest.newBuilder().setUserId("nobody").setText(whisper),
            SendMessageRequest.newBuilder().setRoom("no-such-room").setText(speech),
            SendMessageRequest.newBuilder().setRoom("lobby").setText(speech.repeat(1000)))) {
      String id = commandId + number++;
      stream.send(id, message.build());
      assertTrue(stream.result(id).isInitialized());
    }
    assertFalse(LogPages.all(luis, "").isEmpty());
  }

  /**
   * An operator creates an account, and its owner sets a password. Then the operator administers
   * the account further.
   */
  private void administer(Path data, Clients clients) throws IOException {
    String token = Files.readString(data.resolve("admin-token")).strip();
    secrets.add("the administration token", token);
    AdminServiceBlockingStub operator =
        AdminServiceGrpc.newBlockingStub(clients.connect().withToken(token).channel());
    AccountServiceBlockingStub owner =
        AccountServiceGrpc.newBlockingStub(clients.connect().channel());
    CreateAccountResponse created =
        operator.createAccount(CreateAccountRequest.newBuilder().setName("Olga").build());
    String id = created.getAccount().getUser().getId();
    String code = secrets.add("a recovery code", created.getRecoveryCode().getCode());
    secrets.add("a recovery code without hyphens", code.replace("-", ""));
    ResetPasswordRequest.Builder reset =
        ResetPasswordRequest.newBuilder().setName("Olga").setNewPassword(password);
    attempt(() -> owner.resetPassword(reset.setRecoveryCode(wrongToken).build()));
    attempt(
        () ->
            owner.resetPassword(
                reset.setRecoveryCode(code).setNewPassword(password.repeat(20)).build()));
    assertTrue(owner.resetPassword(reset.setNewPassword(password).build()).isInitialized());
    LogInRequest logIn =
        LogInRequest.newBuilder()
            .setName("Olga")
            .setCredential(Credential.newBuilder().setPassword(password))
            .build();
    secrets.add("token of Olga", owner.logIn(logIn).getJoined().getSessionToken());
    assertTrue(
        operator
            .suspendAccount(SuspendAccountRequest.newBuilder().setUserId(id).build())
            .hasAccount());
    attempt(() -> owner.logIn(logIn));
    secrets.add(
        "a second recovery code",
        operator
            .createRecoveryCode(CreateRecoveryCodeRequest.newBuilder().setUserId(id).build())
            .getRecoveryCode()
            .getCode());
    attempt(() -> operator.renameUser(RenameUserRequest.newBuilder().setUserId(whisper).build()));
    leaks.addAll(
        secrets.in(
            "the list of accounts",
            operator.listAccounts(ListAccountsRequest.getDefaultInstance()).toString()));
  }

  /** Shows and chooses passwords, right and wrong. */
  private void useAccounts(Clients clients) {
    AccountServiceBlockingStub calls =
        AccountServiceGrpc.newBlockingStub(clients.connect().channel());
    RegisterRequest register =
        RegisterRequest.newBuilder().setName("Dora").setCredential(credential(password)).build();
    String token = calls.register(register).getJoined().getSessionToken();
    secrets.add("token of Dora", token);
    attempt(() -> calls.register(register));
    attempt(() -> calls.register(register.toBuilder().setName(password).build()));
    attempt(
        () ->
            calls.register(
                register.toBuilder()
                    .setName("Eva")
                    .setCredential(credential("\t" + password))
                    .build()));
    LogInRequest logIn =
        LogInRequest.newBuilder().setName("Dora").setCredential(credential(password)).build();
    secrets.add("second token of Dora", calls.logIn(logIn).getJoined().getSessionToken());
    attempt(() -> calls.logIn(logIn.toBuilder().setCredential(credential(wrongPassword)).build()));
    attempt(() -> calls.logIn(logIn.toBuilder().setName(wrongPassword).build()));
    attempt(
        () ->
            calls.logIn(logIn.toBuilder().setCredential(credential(password.repeat(99))).build()));
    AccountServiceBlockingStub dora =
        AccountServiceGrpc.newBlockingStub(clients.connect().withToken(token).channel());
    attempt(
        () ->
            AccountServiceGrpc.newBlockingStub(clients.connect().channel())
                .changePassword(change(password, newPassword)));
    attempt(() -> dora.changePassword(change(wrongPassword, newPassword)));
    attempt(() -> dora.deleteAccount(deletion(wrongPassword)));
    assertEquals(1, dora.changePassword(change(password, newPassword)).getRevokedCount());
  }

  private static Credential credential(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  private static ChangePasswordRequest change(String present, String next) {
    return ChangePasswordRequest.newBuilder()
        .setPresent(credential(present))
        .setNewPassword(next)
        .build();
  }

  private static DeleteAccountRequest deletion(String present) {
    return DeleteAccountRequest.newBuilder().setPresent(credential(present)).build();
  }

  /** When the garbage is collected, the heap has no password, although the server has hashed it. */
  private void searchHeap(ServerProgram server) throws Exception {
    Path dump = directory.resolve("heap.hprof");
    Patience.await(
        "a heap without passwords",
        () -> {
          dumpHeap(server, dump);
          String heap = new String(read(dump), StandardCharsets.ISO_8859_1);
          assertTrue(heap.contains("Dora"), "the heap was searched");
          return Stream.of(password, newPassword, wrongPassword).noneMatch(heap::contains);
        });
    Files.delete(dump);
  }

  private static void dumpHeap(ServerProgram server, Path file) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Files.deleteIfExists(file);
      Process dump =
          new ProcessBuilder(
                  jcmd.toString(), Long.toString(server.pid()), "GC.heap_dump", file.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertTrue(dump.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
      assertEquals(0, dump.exitValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends secrets in the wrong fields. */
  private void misuse(Clients clients, RawClient ana) {
    RawClient stranger = clients.connect();
    for (RawClient caller :
        List.of(
            stranger,
            stranger.withToken(wrongToken),
            stranger.withToken(ana.token() + "x"),
            stranger.withAuthorization(ana.token()),
            stranger.withAuthorization("Basic " + wrongToken))) {
      for (MethodDescriptor<?, ?> method : METHODS) {
        byte[] request =
            SendMessageRequest.newBuilder()
                .setRoom("lobby")
                .setText(whisper)
                .setClientMessageId(whisperId)
                .build()
                .toByteArray();
        report(RawCalls.call(caller.channel(), method, request));
      }
    }
    attempt(() -> stranger.calls().join(JoinRequest.newBuilder().setName(whisper + "!").build()));
    attempt(
        () ->
            ana.calls()
                .listMessages(
                    ListMessagesRequest.newBuilder()
                        .setRoom("lobby")
                        .setPageToken(pageToken)
                        .build()));
    attempt(
        () -> ana.calls().listUsers(ListUsersRequest.newBuilder().setPageToken(pageToken).build()));
    attempt(
        () -> ana.calls().listRooms(ListRoomsRequest.newBuilder().setPageToken(pageToken).build()));
    attempt(
        () ->
            ana.calls()
                .listMessages(ListMessagesRequest.newBuilder().setRoom(whisper + "!").build()));
    RawStream stream = clients.join("Ann").converse();
    stream.send(
        ConverseRequest.newBuilder()
            .setRequestId(commandId)
            .setEnterRoom(EnterRoom.newBuilder().setRoom(whisper + "!"))
            .build());
    assertTrue(stream.result(commandId).hasError());
    stream.send(ConverseRequest.newBuilder().setRequestId(commandId.repeat(5)).build());
    stream.cancel();
  }

  /** Sends bytes that contain secrets and are not valid requests. */
  private void sendBrokenMessages(int port, Clients clients, RawClient ana) throws IOException {
    byte[] whole =
        SendMessageRequest.newBuilder()
            .setUserName("Luis")
            .setText(whisper)
            .setClientMessageId(whisperId)
            .build()
            .toByteArray();
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    byte[] huge = whisper.repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    for (MethodDescriptor<?, ?> method : METHODS) {
      report(RawCalls.call(ana.channel(), method, cut));
      report(RawCalls.call(ana.channel(), method, huge));
    }
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-note", Metadata.ASCII_STRING_MARSHALLER), whisper.repeat(1000));
    try (RawClient other = clients.connect().as(ana.session())) {
      report(
          RawCalls.call(other.channel(), ChatServiceGrpc.getWhoAmIMethod(), new byte[0], headers));
    }
    for (byte[] garbage :
        List.of(
            ("GET /" + whisper + " HTTP/1.1\r\nAuthorization: Bearer " + ana.token() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII),
            concat(Frames.greeting(), Frames.frame(Frames.PING, 0, 0, cut)),
            concat(
                Frames.greeting(), Frames.frame(Frames.GOAWAY, 0, 0, concat(new byte[8], whole))),
            concat(Frames.greeting(), Frames.frame(Frames.HEADERS, 4, 1, whole)),
            concat(
                Frames.greeting(),
                Frames.call(1, "SendMessage", ana.token()),
                Frames.message(1, whole, false),
                Frames.frame(Frames.DATA, 0, 1, whole),
                Frames.frame(Frames.DATA, 0, 0, whole)))) {
      try (RawConnection connection = RawConnection.open(port)) {
        connection.write(garbage).finish();
        connection.awaitClosed();
      }
    }
  }

  /**
   * The disk refuses writes. The server logs the failure; the log must not contain the data of the
   * failed write.
   */
  private void failTheDisk(Path data, RawClient ana, RawClient luis) throws SQLException {
    try (Connection disk = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = disk.createStatement()) {
      for (String table : List.of("entries", "identities")) {
        statement.execute(
            "CREATE TRIGGER full BEFORE INSERT ON %s BEGIN SELECT RAISE(ABORT, 'full'); END"
                .formatted(table));
        attempt(() -> ana.tell(luis, whisper));
        attempt(() -> ana.say(speech));
        attempt(
            () ->
                luis.calls()
                    .join(JoinRequest.newBuilder().setName("Lu").setRequestId(joinId).build()));
        attempt(
            () ->
                server(luis)
                    .join(JoinRequest.newBuilder().setName("New").setRequestId(joinId).build()));
        statement.execute("DROP TRIGGER full");
      }
      statement.execute("ALTER TABLE entries RENAME TO elsewhere");
      attempt(() -> LogPages.all(luis, ""));
      attempt(() -> ana.tell(luis, whisper));
      statement.execute("ALTER TABLE elsewhere RENAME TO entries");
    }
    assertFalse(LogPages.all(luis, "").isEmpty());
  }

  private static ChatServiceGrpc.ChatServiceBlockingStub server(RawClient client) {
    return client.withToken("").calls();
  }

  private static void dumpThreads(ServerProgram server) throws Exception {
    Process kill = new ProcessBuilder("kill", "-QUIT", Long.toString(server.pid())).start();
    assertTrue(kill.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
    server.console().await("thread dump", line -> line.contains("Full thread dump"));
    server.console().await("its last thread", line -> line.contains("\"VM Thread\""));
  }

  /** Everything that Eve, a third member of the lobby, can read, without the lobby's messages. */
  private String receivedBy(RawClient eve, RawStream stream) {
    List<String> received = new ArrayList<>();
    stream.message(speech);
    received.add(stream.frames().toString());
    received.add(LogPages.all(eve, "").toString());
    received.add(eve.calls().listUsers(ListUsersRequest.getDefaultInstance()).toString());
    received.add(eve.calls().listRooms(ListRoomsRequest.getDefaultInstance()).toString());
    received.add(eve.whoAmI().toString());
    try {
      received.add(eve.calls().join(JoinRequest.newBuilder().setName("Ana").build()).toString());
    } catch (StatusRuntimeException e) {
      received.add(e.getMessage() + e.getTrailers());
    }
    // Eve may read what is posted in the lobby.
    return String.join("\n", received).replaceAll(speech + "|" + speechId, "");
  }

  /** A refusal must not contain any secret, not even one that the caller itself has sent. */
  private void report(RawCalls.End end) {
    leaks.addAll(secrets.in("a refusal", end.status() + " " + end.trailers()));
  }

  private void attempt(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      leaks.addAll(secrets.in("a refusal", e.getMessage() + " " + e.getTrailers()));
    }
  }

  /** The database must contain private text in inboxes and nowhere else, and no token. */
  private void searchDatabase(Path data) throws SQLException {
    int privateTexts = 0;
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = database.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      assertTrue(tables.contains("entries"), tables.toString());
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
          while (rows.next()) {
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
              byte[] value = rows.getBytes(column);
              List<String> found = value == null ? List.of() : secrets.in("table " + table, value);
              if (found.stream().anyMatch(leak -> leak.startsWith("private text"))) {
                privateTexts++;
              }
              found.stream().filter(leak -> !belongs(table, leak)).forEach(leaks::add);
            }
          }
        }
      }
    }
    assertTrue(
        privateTexts > 0, "private text was not found in any table, so the search does not work");
    searchLobby(data);
  }

  /** The lobby must contain no secret except its own messages. */
  private void searchLobby(Path data) throws SQLException {
    String query =
        "SELECT event FROM entries, timelines"
            + " WHERE timelines.id = entries.position >> 36 AND timelines.name = 'room:lobby'";
    int events = 0;
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      for (; rows.next(); events++) {
        secrets.in("the lobby", rows.getBytes(1)).stream()
            .filter(leak -> !leak.contains("public"))
            .forEach(leaks::add);
      }
    }
    assertTrue(events > 0, "the lobby was searched");
  }

  /**
   * Whether this table may contain this secret. Only entries contain messages. Receipts contain
   * hashes of the ids by which the server recognises repetitions.
   */
  private static boolean belongs(String table, String leak) {
    return table.equals("entries") && (leak.contains("text") || leak.contains("client_message_id"));
  }

  /**
   * Searches the names and the content of all files. The files of the database may contain
   * messages, and no other secret.
   */
  private void searchFiles(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        leaks.addAll(secrets.in("a file name", file.getFileName().toString()));
        boolean database = file.startsWith(data);
        secrets.in(file.getFileName().toString(), Files.readAllBytes(file)).stream()
            .filter(leak -> !database || !belongs("entries", leak))
            .forEach(leaks::add);
      }
      assertTrue(Files.size(directory.resolve("all.log")) > 0, "the log file was written");
    }
  }

  private String logEverything() throws IOException {
    return Files.writeString(
            directory.resolve("logging.properties"),
            """
            handlers = java.util.logging.ConsoleHandler, java.util.logging.FileHandler
            java.util.logging.ConsoleHandler.level = ALL
            java.util.logging.FileHandler.level = ALL
            java.util.logging.FileHandler.pattern = %s
            .level = ALL
            chat.charla.level = ALL
            org.sqlite.level = ALL
            io.grpc.level = ALL
            io.grpc.internal.level = ALL
            io.grpc.netty.shaded.level = ALL
            io.grpc.netty.shaded.io.netty.level = ALL
            io.grpc.netty.shaded.io.grpc.netty.level = ALL
            io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler.level = ALL
            """
                .formatted(directory.resolve("all.log")))
        .toString();
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
