package chat.charla.server.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.BackupRequest;
import chat.charla.admin.v1.BackupResponse;
import chat.charla.admin.v1.BanAddressRequest;
import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.DeleteUserRequest;
import chat.charla.admin.v1.ExportUserRequest;
import chat.charla.admin.v1.LogLevel;
import chat.charla.admin.v1.NotifyRequest;
import chat.charla.admin.v1.ReloadConfigRequest;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.RevokeInvitationRequest;
import chat.charla.admin.v1.RevokeUserSessionsRequest;
import chat.charla.admin.v1.SetLogLevelRequest;
import chat.charla.admin.v1.SetRoomRoleRequest;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.UnbanAddressRequest;
import chat.charla.server.contract.CommentedContract;
import chat.charla.server.edge.RawClient;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.Credential;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.Role;
import com.google.common.collect.MoreCollectors;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the table under "Audit" in the contract's comments with a server: an operator makes
 * every call that can change something, in every way that the table names. Each call is an event of
 * the timeline {@code !} with the documented details, and a line of the console.
 */
@Timeout(10 * Patience.SECONDS)
class AuditTableTest {
  /** The calls that change nothing. */
  private static final Set<String> READING =
      Set.of("GetStatus", "ListAccounts", "ListUserSessions", "ListInvitations", "ListAddressBans");

  private static final Pattern ROW = Pattern.compile("\\| `([a-z_.]+)` \\|[^|]*\\|([^|]*)\\|");
  private static final Pattern DETAIL = Pattern.compile("`([a-z_]+)`");
  private static final Duration AN_HOUR = Duration.newBuilder().setSeconds(3600).build();

  /** An action, what it applies to, and a part of its line. */
  private record Expected(String action, String target, String line) {}

  @TempDir private Path directory;

  private final List<Expected> expected = new ArrayList<>();
  private final Set<String> called = new TreeSet<>();

  @Test
  void everyActionIsAnEventAndALineOfTheConsole() throws IOException {
    Path file = directory.resolve("server.toml");
    String settings = "registration = \"invite\"\nmembers-invite = 2\n";
    Files.writeString(file, settings);
    Path data = directory.resolve("data");
    try (ServerProgram server =
            ServerProgram.classPath().data(data).option("--config", file.toString()).start();
        Clients clients = new Clients(server)) {
      RawClient stranger = clients.connect();
      String token = Files.readString(data.resolve("admin-token")).strip();
      RawClient operator = clients.connect().withToken(token);

      administerAccounts(operator);
      administerInvitations(operator, stranger);
      banAddresses(operator);
      administerTheServer(operator);
      Files.writeString(file, settings + "welcome = \"another\"\n");
      act(operator, AdminServiceGrpc.getReloadConfigMethod(), ReloadConfigRequest.newBuilder());
      expect("config.reloaded", "", "Reloaded: welcome = \"another\"");

      List<Event> events = records(operator);
      assertEquals(
          expected.stream().map(each -> each.action() + " " + each.target()).toList(),
          events.stream()
              .map(event -> event.getRecord().getAction() + " " + event.getRecord().getTarget())
              .toList());
      assertEquals(documented(), details(events));
      for (Expected each : expected) {
        server.console().await(each.action(), line -> line.contains(each.line()));
      }
    }
    Set<String> methods = new TreeSet<>();
    AdminServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> methods.add(method.getBareMethodName()));
    methods.removeAll(READING);
    assertEquals(methods, called, "every call that can change something");
  }

  private void administerAccounts(RawClient operator) {
    String id =
        act(
                operator,
                AdminServiceGrpc.getCreateAccountMethod(),
                CreateAccountRequest.newBuilder().setName("Berta"))
            .getAccount()
            .getUser()
            .getId();
    expect("account.created", id, "has created the account <Berta," + id + ">");
    act(
        operator,
        AdminServiceGrpc.getCreateRecoveryCodeMethod(),
        CreateRecoveryCodeRequest.newBuilder().setUserId(id));
    expect(
        "account.recovery_code_created",
        id,
        "has made a recovery code for the account <Berta," + id + ">");
    act(
        operator,
        AdminServiceGrpc.getSuspendAccountMethod(),
        SuspendAccountRequest.newBuilder().setUserId(id).setDuration(AN_HOUR));
    expect("account.suspended", id, "has suspended the account <Berta," + id + "> until ");
    act(
        operator,
        AdminServiceGrpc.getResumeAccountMethod(),
        ResumeAccountRequest.newBuilder().setUserId(id));
    expect("account.resumed", id, "has resumed the account <Berta," + id + ">");
    act(
        operator,
        AdminServiceGrpc.getResumeAccountMethod(),
        ResumeAccountRequest.newBuilder().setUserId(id));
    expect("account.resumed", id, "to resume the account <Berta," + id + ">, which is not suspen");
    act(
        operator,
        AdminServiceGrpc.getRevokeUserSessionsMethod(),
        RevokeUserSessionsRequest.newBuilder().setUserId(id).setAll(true));
    expect("account.sessions_revoked", id, " sessions of the account <Berta," + id + ">");
    act(
        operator,
        AdminServiceGrpc.getRenameUserMethod(),
        RenameUserRequest.newBuilder().setUserId(id).setName("Bertha"));
    expect("user.renamed", id, "has renamed <Berta," + id + "> to <Bertha>");
    act(
        operator,
        AdminServiceGrpc.getSetRoomRoleMethod(),
        SetRoomRoleRequest.newBuilder()
            .setRoom("lobby")
            .setUserId(id)
            .setRole(Role.ROLE_MODERATOR));
    expect(
        "room.role_set", "lobby", "has given <Bertha," + id + "> the role ROLE_MODERATOR in lobby");
    read(
        operator,
        AdminServiceGrpc.getExportUserMethod(),
        ExportUserRequest.newBuilder().setUserId(id));
    expect("user.exported", id, "has exported what is stored about <Bertha," + id + ">");
    act(
        operator,
        AdminServiceGrpc.getDeleteUserMethod(),
        DeleteUserRequest.newBuilder().setUserId(id));
    expect("user.deleted", id, "has deleted <Bertha," + id + ">");
  }

  /** The operator invites Ana, and Ana invites Luis. Then both are suspended, and resumed. */
  private void administerInvitations(RawClient operator, RawClient stranger) {
    var invited =
        act(
            operator,
            AdminServiceGrpc.getCreateInvitationMethod(),
            CreateInvitationRequest.newBuilder().setNote("for Ana").setUses(2));
    String id = invited.getInvitation().getId();
    expect("invitation.created", id, "has created the invitation " + id + " for 2 accounts");
    RawClient ana = registered(stranger, "Ana", invited.getInvitationCode());
    var byAna =
        AccountServiceGrpc.newBlockingStub(ana.channel())
            .createInvitation(chat.charla.v1.CreateInvitationRequest.getDefaultInstance());
    RawClient luis = registered(stranger, "Luis", byAna.getInvitationCode());
    act(
        operator,
        AdminServiceGrpc.getRevokeInvitationMethod(),
        RevokeInvitationRequest.newBuilder().setInvitationId(id));
    expect("invitation.revoked", id, "has revoked the invitation " + id);
    act(
        operator,
        AdminServiceGrpc.getRevokeInvitationMethod(),
        RevokeInvitationRequest.newBuilder().setInvitationId(id));
    expect("invitation.revoked", id, "to revoke an invitation that does not exist: " + id);
    String second =
        AccountServiceGrpc.newBlockingStub(ana.channel())
            .createInvitation(chat.charla.v1.CreateInvitationRequest.getDefaultInstance())
            .getInvitation()
            .getId();
    act(
        operator,
        AdminServiceGrpc.getRevokeInvitationMethod(),
        RevokeInvitationRequest.newBuilder().setInvitationId(second));
    expect("invitation.revoked", second, "has revoked the invitation " + second);
    act(
        operator,
        AdminServiceGrpc.getSuspendAccountMethod(),
        SuspendAccountRequest.newBuilder().setUserId(ana.id()).setWithInvitees(true));
    expect("account.suspended", ana.id(), "has suspended the account <Ana," + ana.id() + ">");
    expect("account.suspended", luis.id(), "has suspended the account <Luis," + luis.id() + ">");
    act(
        operator,
        AdminServiceGrpc.getResumeAccountMethod(),
        ResumeAccountRequest.newBuilder().setUserId(ana.id()).setWithInvitees(true));
    expect("account.resumed", ana.id(), "has resumed the account <Ana," + ana.id() + ">");
    expect("account.resumed", luis.id(), "has resumed the account <Luis," + luis.id() + ">");
  }

  private void banAddresses(RawClient operator) {
    act(
        operator,
        AdminServiceGrpc.getBanAddressMethod(),
        BanAddressRequest.newBuilder().setCidr("192.0.2.7").setNote("a flood"));
    expect("address.banned", "192.0.2.7", "has banned the address 192.0.2.7");
    act(
        operator,
        AdminServiceGrpc.getBanAddressMethod(),
        BanAddressRequest.newBuilder().setCidr("192.0.2.8").setDuration(AN_HOUR));
    expect("address.banned", "192.0.2.8", "has banned the address 192.0.2.8 until ");
    act(
        operator,
        AdminServiceGrpc.getUnbanAddressMethod(),
        UnbanAddressRequest.newBuilder().setCidr("192.0.2.7"));
    expect("address.unbanned", "192.0.2.7", "has ended the ban of the address 192.0.2.7");
    act(
        operator,
        AdminServiceGrpc.getUnbanAddressMethod(),
        UnbanAddressRequest.newBuilder().setCidr("192.0.2.7"));
    expect("address.unbanned", "192.0.2.7", "address 192.0.2.7, but there is none");
  }

  private void administerTheServer(RawClient operator) {
    String logger = "chat.charla.server.health";
    act(
        operator,
        AdminServiceGrpc.getSetLogLevelMethod(),
        SetLogLevelRequest.newBuilder().setLogger(logger).setLevel(LogLevel.LOG_LEVEL_DEBUG));
    expect("log_level.changed", logger, logger + " logs DEBUG and above until ");
    act(
        operator,
        AdminServiceGrpc.getNotifyMethod(),
        NotifyRequest.newBuilder().setText("restart at 8"));
    expect("notice.sent", "", "all users are told: restart at 8");
    act(
        operator,
        AdminServiceGrpc.getNotifyMethod(),
        NotifyRequest.newBuilder().setRoom("lobby").setText("hello"));
    expect("notice.sent", "lobby", "the users in lobby are told: hello");
    List<BackupResponse> backup =
        read(operator, AdminServiceGrpc.getBackupMethod(), BackupRequest.newBuilder());
    String path = backup.get(backup.size() - 1).getResult().getPath();
    expect("backup.made", path, "The backup is complete: " + path);
  }

  private static RawClient registered(RawClient stranger, String name, String code) {
    var joined =
        AccountServiceGrpc.newBlockingStub(stranger.channel())
            .register(
                RegisterRequest.newBuilder()
                    .setName(name)
                    .setCredential(Credential.newBuilder().setPassword("three quiet owls"))
                    .setInvitationCode(code)
                    .build())
            .getJoined();
    return stranger.as(joined);
  }

  private <Q extends Message, A> A act(
      RawClient operator, MethodDescriptor<Q, A> method, Message.Builder request) {
    List<A> answers = read(operator, method, request);
    assertEquals(1, answers.size());
    return answers.get(0);
  }

  /** Makes a call, and returns all its answers. */
  @SuppressWarnings("unchecked") // the callers give the builder of the method's request
  private <Q extends Message, A> List<A> read(
      RawClient operator, MethodDescriptor<Q, A> method, Message.Builder request) {
    called.add(String.valueOf(method.getBareMethodName()));
    List<A> answers = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(
            operator.channel(),
            method,
            CallOptions.DEFAULT.withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS),
            (Q) request.build())
        .forEachRemaining(answers::add);
    return answers;
  }

  private static List<Event> records(RawClient operator) {
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder().setRoom("!").setAfterSequence(0).build();
    return operator.calls().listMessages(request).getEventsList();
  }

  /** The details that each action has in one of these events. */
  private static Map<String, Set<String>> details(List<Event> events) {
    Map<String, Set<String>> details = new TreeMap<>();
    for (Event event : events) {
      details
          .computeIfAbsent(event.getRecord().getAction(), action -> new TreeSet<>())
          .addAll(event.getRecord().getDetailsMap().keySet());
    }
    return details;
  }

  /** The actions in the table, with their details. */
  private static Map<String, Set<String>> documented() {
    String comment =
        CommentedContract.read("charla/admin/v1/admin.proto")
            .getSourceCodeInfo()
            .getLocationList()
            .stream()
            .filter(
                location ->
                    location.getPathList().equals(List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER)))
            .collect(MoreCollectors.onlyElement())
            .getLeadingComments();
    Map<String, Set<String>> details = new TreeMap<>();
    ROW.matcher(comment)
        .results()
        .forEach(
            row -> {
              Set<String> names = new TreeSet<>();
              DETAIL.matcher(row.group(2)).results().forEach(name -> names.add(name.group(1)));
              details.put(row.group(1), names);
            });
    return details;
  }

  private void expect(String action, String target, String line) {
    expected.add(new Expected(action, target, line));
  }
}
