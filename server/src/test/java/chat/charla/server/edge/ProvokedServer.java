package chat.charla.server.edge;

import chat.charla.server.ServerConfig;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.oidc.TestIssuer;
import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A server that is made to refuse, for each reason that the contract knows, in every form of an
 * answer that is possible: calls, commands and the ends of streams. Its client knows the contract
 * only from reflection.
 */
final class ProvokedServer implements AutoCloseable {
  private static final String HELLO = "room: 'lobby' text: 'hello'";
  private static final String PASSWORD = "credential { password: 'correct horse battery' }";
  private static final String PRESENT = PASSWORD.replace("credential", "present");
  private static final String REGISTER = "name: 'Owner' " + PASSWORD;

  private final Path data;
  private RunningServer server;
  private GenericClient stranger;
  private final List<String> endings = new ArrayList<>();

  /**
   * Starts a server for three identities, with open registration.
   *
   * @param data the server's directory
   */
  ProvokedServer(Path data) throws IOException {
    this.data = data;
    serve(config -> config.maxIdentities(3).registration(true));
  }

  @Override
  public void close() {
    stranger.close();
    server.close();
  }

  /** The actions in the Closing frames of the streams that ended. */
  List<String> endings() {
    return List.copyOf(endings);
  }

  /** Makes the server refuse for this reason, in every form that is possible. */
  List<GenericRefusal> provoke(String reason) throws Exception {
    return switch (reason) {
      case "ERROR_REASON_NAME_TAKEN" -> {
        stranger.join("Ana");
        yield List.of(stranger.refused("Join", "name: 'ana'"));
      }
      case "ERROR_REASON_NAME_INVALID" -> List.of(stranger.refused("Join", "name: 'admin'"));
      case "ERROR_REASON_NAME_LOST" -> nameLost();
      case "ERROR_REASON_REQUEST_ID_INVALID" ->
          List.of(stranger.refused("Join", "name: 'Ana' request_id: 'guess'"));
      case "ERROR_REASON_REQUEST_ID_REUSED" -> {
        String id = "request_id: '0b7e7e0e-53c5-4d0b-8a0e-6f4f6a1d9c55'";
        stranger.call("Join", "name: 'Ana' " + id);
        yield List.of(stranger.refused("Join", "name: 'Berta' " + id));
      }
      case "ERROR_REASON_SESSION_MISSING" -> inCallAndStream(stranger, "WhoAmI", "");
      case "ERROR_REASON_SESSION_EXPIRED" ->
          inCallAndStream(stranger.withToken("unknown"), "WhoAmI", "");
      case "ERROR_REASON_SESSION_ENDED" -> {
        GenericClient ana = stranger.join("Ana");
        ana.call("Leave", "");
        yield inCallAndStream(ana, "SendMessage", HELLO);
      }
      case "ERROR_REASON_SESSION_REVOKED" -> {
        GenericClient owner = stranger.withToken(registered());
        GenericClient other =
            stranger.withToken(
                GenericClient.text(stranger.call("LogIn", REGISTER), "joined.session_token"));
        owner.call("RevokeSession", "all_others: true");
        yield inCallAndStream(other, "SendMessage", HELLO);
      }
      case "ERROR_REASON_ACCOUNT_SUSPENDED" -> {
        DynamicMessage account = stranger.call("Register", REGISTER);
        String id = GenericClient.text(account, "joined.self.id");
        operator().call("SuspendAccount", "user_id: '" + id + "'");
        yield inCallAndStream(
            stranger.withToken(GenericClient.text(account, "joined.session_token")),
            "SendMessage",
            HELLO);
      }
      case "ERROR_REASON_ADDRESS_BANNED" -> addressBanned();
      case "ERROR_REASON_LOGIN_REFUSED" -> List.of(stranger.refused("LogIn", REGISTER));
      case "ERROR_REASON_ACCOUNT_REQUIRED" -> List.of(stranger.join("Ana").refused("LogOut", ""));
      case "ERROR_REASON_PASSWORD_INVALID" ->
          List.of(
              stranger.refused(
                  "Register", "name: 'Annabella' credential { password: 'annabella' }"));
      case "ERROR_REASON_TRANSPORT_INSECURE" -> {
        ConnectionChanges proxied = new ConnectionChanges().trustedProxies("127.0.0.1,::1");
        serveInstead(config -> config.registration(true).connections(proxied.settings()));
        yield List.of(stranger.refused("Register", REGISTER), operator().refused("GetStatus", ""));
      }
      case "ERROR_REASON_REGISTRATION_CLOSED" -> {
        serveInstead(config -> config);
        yield List.of(stranger.refused("Register", REGISTER));
      }
      case "ERROR_REASON_ALREADY_REGISTERED" ->
          List.of(stranger.withToken(registered()).refused("Register", REGISTER));
      case "ERROR_REASON_NOT_REGISTERED" -> {
        try (TestIssuer issuer = new TestIssuer()) {
          serveInstead(config -> config.oidc(issuer.issuer()));
          yield List.of(stranger.refused("LogIn", idToken(issuer)));
        }
      }
      case "ERROR_REASON_ISSUER_UNAVAILABLE" -> {
        try (TestIssuer issuer = new TestIssuer()) {
          serveInstead(config -> config.oidc(issuer.issuer()));
          issuer.close();
          yield List.of(stranger.refused("LogIn", idToken(issuer)));
        }
      }
      case "ERROR_REASON_CERTIFICATE_MISSING" ->
          List.of(stranger.refused("LogIn", "credential { client_certificate: true }"));
      case "ERROR_REASON_CREDENTIAL_IN_USE" -> {
        try (TestIssuer issuer = new TestIssuer()) {
          serveInstead(config -> config.registration(true).oidc(issuer.issuer()));
          stranger.call("Register", "name: 'Ana' " + idToken(issuer));
          yield List.of(
              stranger
                  .withToken(registered())
                  .refused(
                      "AddCredential", PRESENT + idToken(issuer).replace("credential", " added")));
        }
      }
      case "ERROR_REASON_LAST_CREDENTIAL" ->
          List.of(
              stranger
                  .withToken(registered())
                  .refused("RemoveCredential", PRESENT + " credential_id: 'password'"));
      case "ERROR_REASON_SCOPE_MISSING" ->
          inCallAndStream(stranger.withToken(accessToken("SCOPE_WRITE")), "ListUsers", "");
      case "ERROR_REASON_TOO_MANY_ACCESS_TOKENS" -> {
        GenericClient owner = stranger.withToken(registered());
        for (int count = 0; count < 5; count++) {
          owner.call("CreateAccessToken", access("SCOPE_READ"));
        }
        // Memory is reserved for two sessions of each of three identities.
        yield List.of(owner.refused("CreateAccessToken", access("SCOPE_READ")));
      }
      case "ERROR_REASON_INVITATION_INVALID" -> {
        serveInstead(config -> config.registration(RegistrationPolicy.INVITE));
        yield List.of(stranger.refused("Register", REGISTER + " invitation_code: 'guess'"));
      }
      case "ERROR_REASON_TOO_MANY_INVITATIONS" -> {
        serveInstead(config -> config.registration(RegistrationPolicy.INVITE));
        DynamicMessage created = operator().call("AdminService/CreateInvitation", "");
        String code = GenericClient.text(created, "invitation_code");
        DynamicMessage account =
            stranger.call("Register", REGISTER + " invitation_code: '" + code + "'");
        yield List.of(
            stranger
                .withToken(GenericClient.text(account, "joined.session_token"))
                .refused("CreateInvitation", ""));
      }
      case "ERROR_REASON_STREAM_SUPERSEDED" -> {
        GenericClient ana = stranger.join("Ana");
        GenericClient.Stream older = ana.converse("open {}");
        older.frame("ready");
        ana.converse("open {}").frame("ready");
        yield ended(older);
      }
      case "ERROR_REASON_OPEN_REPEATED" -> refusedCommand("open {}");
      case "ERROR_REASON_COMMAND_UNKNOWN" ->
          List.of(refusedCommand("").get(0), stranger.refusedUnknown("Forget"));
      case "ERROR_REASON_MESSAGE_EMPTY" -> refusedMessage("room: 'lobby' text: ' '");
      case "ERROR_REASON_MESSAGE_TOO_LARGE" ->
          refusedMessage("room: 'lobby' text: '" + "x".repeat(4001) + "'");
      case "ERROR_REASON_MESSAGE_ID_INVALID" ->
          refusedMessage(HELLO + " client_message_id: '" + "i".repeat(65) + "'");
      case "ERROR_REASON_MESSAGE_ID_REUSED" -> {
        GenericClient ana = stranger.join("Ana");
        ana.call("SendMessage", HELLO + " client_message_id: '1'");
        yield refusedMessage(ana, "room: 'lobby' text: 'another' client_message_id: '1'");
      }
      case "ERROR_REASON_USER_NOT_FOUND" -> refusedMessage("user_id: 'unknown' text: 'hello'");
      case "ERROR_REASON_DIRECT_REFUSED" -> {
        String ana = GenericClient.text(stranger.call("Join", "name: 'Ana'"), "session_token");
        String id = GenericClient.text(stranger.withToken(ana).call("WhoAmI", ""), "self.id");
        stranger.withToken(registered()).call("BlockUser", "user_id: '" + id + "'");
        yield refusedMessage(stranger.withToken(ana), "user_name: 'Owner' text: 'hello'");
      }
      case "ERROR_REASON_ROOM_NOT_FOUND" -> refusedMessage("room: 'nowhere' text: 'hello'");
      case "ERROR_REASON_ROOM_NAME_INVALID" -> refusedCommand("enter_room { room: 'l0bby' }");
      case "ERROR_REASON_NOT_A_MEMBER" -> {
        GenericClient.Stream owner = stranger.join("Owner").converse("open {}");
        owner.send("request_id: '1' enter_room { room: 'owned' }");
        owner.frame("result.room_entered");
        yield refusedMessage("room: 'owned' text: 'hello'");
      }
      case "ERROR_REASON_PAGE_TOKEN_INVALID" ->
          List.of(stranger.join("Ana").refused("ListUsers", "page_token: 'forged'"));
      case "ERROR_REASON_ARGUMENT_INVALID" -> refusedMessage("text: 'without a target'");
      case "ERROR_REASON_SERVER_FULL" -> {
        for (String name : List.of("Ana", "Berta", "Carla")) {
          stranger.join(name);
        }
        yield List.of(stranger.refused("Join", "name: 'Dora'"));
      }
      case "ERROR_REASON_STORAGE_UNAVAILABLE" -> {
        GenericClient ana = stranger.join("Ana");
        executeOnDisk(
            "CREATE TRIGGER full BEFORE INSERT ON entries"
                + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        yield refusedMessage(ana, HELLO);
      }
      case "ERROR_REASON_SERVER_DRAINING" -> {
        GenericClient.Stream stream = stranger.join("Ana").converse("open {}");
        stream.frame("ready");
        server.stop();
        yield ended(stream);
      }
      case "ERROR_REASON_RATE_LIMITED" -> flood();
      case "ERROR_REASON_TOO_MANY_ROOMS" -> {
        serveInstead(config -> config.rates(RateSettings.UNLIMITED).maxRoomsPerUser(1));
        yield refusedCommand("enter_room { room: 'second' }");
      }
      case "ERROR_REASON_REQUEST_TOO_LARGE" ->
          refusedMessage("room: 'lobby' text: '" + "x".repeat(300_000) + "'");
      case "ERROR_REASON_REQUEST_UNREADABLE" -> {
        GenericClient ana = stranger.join("Ana");
        GenericClient.Stream stream = ana.converse("open {}");
        stream.send(unreadable(ana.contract().request("Converse", "")));
        List<GenericRefusal> told = new ArrayList<>(ended(stream));
        told.add(ana.refused("Join", unreadable(ana.contract().request("Join", ""))));
        yield told;
      }
      case "ERROR_REASON_REQUEST_INCOMPLETE" -> {
        ConnectionChanges impatient = new ConnectionChanges().request(Duration.ofMillis(200));
        serveInstead(config -> config.connections(impatient.settings()));
        yield List.of(stranger.withoutRequest("WhoAmI"));
      }
      case "ERROR_REASON_ROOM_DAMAGED" -> {
        String token = GenericClient.text(stranger.call("Join", "name: 'Ana'"), "session_token");
        GenericClient.Stream stream = stranger.withToken(token).converse("open {}");
        stream.send("request_id: '1' enter_room { room: 'kitchen' }");
        stream.frame("result.room_entered");
        close();
        executeOnDisk("UPDATE timelines SET first = 0 WHERE name = 'room:kitchen'");
        serve(config -> config);
        yield refusedMessage(stranger.withToken(token), "room: 'kitchen' text: 'hello'");
      }
      case "ERROR_REASON_ADMIN_REQUIRED" -> List.of(stranger.refused("GetStatus", ""));
      case "ERROR_REASON_BACKUP_FAILED" -> {
        Files.createDirectory(data.resolve("backups"));
        Files.createFile(data.resolve("backups").resolve("taken"));
        yield List.of(operator().refused("Backup", "file: 'taken'"));
      }
      case "ERROR_REASON_RELOAD_FAILED" -> List.of(operator().refused("ReloadConfig", ""));
      case "ERROR_REASON_ROLE_TOO_LOW" -> moderatedRoom().roleTooLow();
      case "ERROR_REASON_BANNED" -> moderatedRoom().banned();
      case "ERROR_REASON_MUTED" -> moderatedRoom().muted();
      case "ERROR_REASON_LAST_OWNER" -> moderatedRoom().lastOwner();
      case "ERROR_REASON_TOO_MANY_ROLES" -> tooManyRoles();
      case "ERROR_REASON_INTERNAL" -> {
        GenericClient ana = stranger.join("Ana");
        ana.call("SendMessage", HELLO + " client_message_id: '1'");
        executeOnDisk("UPDATE receipts SET receipt = x'ff'");
        yield List.of(ana.refused("SendMessage", HELLO + " client_message_id: '1'"));
      }
      default -> throw new AssertionError("no test provokes " + reason);
    };
  }

  private ModeratedRoom moderatedRoom() {
    return new ModeratedRoom(stranger.withToken(registered()), stranger.join("Ana"));
  }

  private List<GenericRefusal> tooManyRoles() throws Exception {
    String owner = registered();
    String ana = GenericClient.text(stranger.call("Join", "name: 'Ana'"), "session_token");
    new ModeratedRoom(stranger.withToken(owner), stranger.withToken(ana));
    close();
    // These identities are damaged, so the server keeps what rooms have stored about them.
    executeOnDisk(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO identities (key, version, record) SELECT printf('%05d', i), 1, x'ff' FROM n
        """);
    // Each of these records has an id of five digits in field 1, and in field 3 ROLE_READER.
    executeOnDisk(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO room_members
        SELECT (SELECT id FROM timelines WHERE name = 'room:owned'), printf('%05d', i),
          CAST(x'0a05' || printf('%05d', i) || x'1801' AS BLOB) FROM n
        """);
    serve(config -> config);
    return new ModeratedRoom(stranger.withToken(owner), stranger.withToken(ana)).tooManyRoles();
  }

  /** The addresses of this machine cannot be banned, so a proxy names another one. */
  private List<GenericRefusal> addressBanned() throws IOException {
    ConnectionChanges proxied = new ConnectionChanges().trustedProxies("127.0.0.1,::1");
    serveInstead(config -> config.connections(proxied.settings()));
    GenericClient mallory = stranger.join("Mallory").with("x-forwarded-for", "192.0.2.7");
    GenericClient.Stream stream = mallory.converse("open {}");
    stream.frame("ready");
    operator().with("x-forwarded-proto", "https").call("BanAddress", "cidr: '192.0.2.7'");
    return Stream.concat(Stream.of(mallory.refused("WhoAmI", "")), ended(stream).stream()).toList();
  }

  /** The token of an account that has just been created. */
  private String registered() {
    return GenericClient.text(stranger.call("Register", REGISTER), "joined.session_token");
  }

  private GenericClient operator() throws IOException {
    return stranger.withToken(server.adminToken());
  }

  private static String idToken(TestIssuer issuer) {
    return "credential { oidc_id_token: '" + issuer.token("a7") + "' }";
  }

  /** An access token with this scope, of an account that has just been created. */
  private String accessToken(String scope) {
    GenericClient owner = stranger.withToken(registered());
    return GenericClient.text(owner.call("CreateAccessToken", access(scope)), "token");
  }

  private static String access(String scope) {
    return PRESENT + " scopes: " + scope;
  }

  /** A request whose field 1 is a text that is not UTF-8. */
  private static DynamicMessage unreadable(DynamicMessage request) {
    UnknownFieldSet.Field text =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xff}))
            .build();
    return request.toBuilder()
        .setUnknownFields(UnknownFieldSet.newBuilder().addField(1, text).build())
        .build();
  }

  /** Exceeds the rate with a command and with a call, and continues until the stream is closed. */
  private List<GenericRefusal> flood() throws IOException {
    RateSettings rates =
        new RateSettings(
            Map.of(Quota.MESSAGES, new Rate(1, Duration.ofDays(1))),
            Map.of(),
            5,
            Duration.ofDays(1));
    serveInstead(config -> config.rates(rates));
    GenericClient ana = stranger.join("Ana");
    ana.call("SendMessage", HELLO);
    List<GenericRefusal> told = new ArrayList<>(refusedMessage(ana, HELLO));
    GenericClient.Stream stream = ana.converse("open {}");
    for (int i = 0; i < 5; i++) {
      stream.send("send_message { " + HELLO + " }");
    }
    told.addAll(ended(stream));
    return told;
  }

  private List<GenericRefusal> nameLost() throws IOException {
    serveInstead(config -> config.nameLease(Duration.ofMillis(300)));
    GenericClient watcher = stranger.join("Watcher");
    GenericClient.Stream stream = watcher.converse("open {}");
    stream.frame("ready");
    GenericClient ana = stranger.join("Ana");
    GenericClient.Stream lost = ana.converse("open {}");
    lost.frame("ready");
    lost.cancel();
    stream.frame(
        "end of Ana's lease", frame -> frame.toString().contains("USER_LEFT_REASON_LEASE_EXPIRED"));
    GenericClient.Stream holder = stranger.join("ana").converse("open {}");
    holder.frame("ready"); // While this stream is open, the lease of the name does not run.
    return inCallAndStream(ana, "SendMessage", HELLO);
  }

  private List<GenericRefusal> inCallAndStream(
      GenericClient client, String method, String request) {
    GenericClient.Stream stream = client.converse("open {}");
    return Stream.concat(Stream.of(client.refused(method, request)), ended(stream).stream())
        .toList();
  }

  /** The refusal in the stream's last frame and in its status. */
  private List<GenericRefusal> ended(GenericClient.Stream stream) {
    GenericRefusal closing = stream.closing();
    endings.add(GenericClient.text(stream.frame("closing"), "closing.action"));
    return List.of(closing, stream.end());
  }

  private List<GenericRefusal> refusedMessage(String message) {
    return refusedMessage(stranger.join("Ana"), message);
  }

  /** The refusal of the command and of the unary call. */
  private static List<GenericRefusal> refusedMessage(GenericClient client, String message) {
    GenericClient.Stream stream =
        client.converse("open {}", "request_id: '1' send_message { " + message + " }");
    GenericRefusal refusal = stream.refusal("1");
    stillAnswers(stream);
    return List.of(refusal, client.refused("SendMessage", message));
  }

  private List<GenericRefusal> refusedCommand(String command) {
    GenericClient.Stream stream =
        stranger.join("Ana").converse("open {}", "request_id: '1' " + command);
    GenericRefusal refusal = stream.refusal("1");
    stillAnswers(stream);
    return List.of(refusal);
  }

  /** A refused command does not end the stream. */
  private static void stillAnswers(GenericClient.Stream stream) {
    stream.send("request_id: '2' enter_room { room: 'lobby' }");
    stream.frame("result.room_entered");
  }

  private void serve(UnaryOperator<ServerConfig.Builder> settings) throws IOException {
    server = RunningServer.with(data, settings);
    stranger = GenericClient.connect(server);
  }

  private void serveInstead(UnaryOperator<ServerConfig.Builder> settings) throws IOException {
    close();
    serve(settings);
  }

  private void executeOnDisk(String command) throws SQLException {
    try (Connection disk = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"));
        Statement statement = disk.createStatement()) {
      statement.execute(command);
    }
  }
}
