package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.contract.CommentedContract;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.Closing;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.Scope;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each method, and each command of a stream, needs exactly the scope that the table in the
 * contract's comments says. The methods and commands come from the descriptors, so a new one fails
 * here until it has a scope.
 */
class ScopeTest {
  private static final Credential PASSWORD =
      Credential.newBuilder().setPassword("correct horse battery").build();
  private static final List<Scope> SCOPES =
      List.of(Scope.SCOPE_READ, Scope.SCOPE_WRITE, Scope.SCOPE_MODERATE, Scope.SCOPE_ACCOUNT);
  private static final Pattern ROW = Pattern.compile("\\| (SCOPE_\\w+|none) \\| (.+) \\|");
  private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");

  /** The calls that end the access token with which they are made. */
  private static final List<String> ENDING = List.of("Leave", "LogOut");

  /** The calls that the contract does not name in the table, because they need no session. */
  private static final List<String> WITHOUT_SESSION =
      List.of("GetLoginOptions", "LogIn", "ResetPassword");

  /** The scope of each call and command by its name; UNSPECIFIED if it needs none. */
  private static final Map<String, Scope> TABLE = table();

  @TempDir private static Path data;

  @AutoClose private static RunningServer server;
  @AutoClose private static RawClient stranger;
  private static RawClient owner;
  private static final Map<Scope, RawClient> PROGRAMS = new HashMap<>();

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.with(data, config -> config.registration(true));
    stranger = RawClient.connect(server.port());
    owner =
        stranger.as(
            accounts(stranger)
                .register(
                    RegisterRequest.newBuilder().setName("Ana").setCredential(PASSWORD).build())
                .getJoined());
    SCOPES.forEach(scope -> PROGRAMS.put(scope, newProgram(scope)));
  }

  static Stream<Named<MethodDescriptor<?, ?>>> methods() {
    return Stream.of(
            ChatServiceGrpc.getServiceDescriptor(),
            AccountServiceGrpc.getServiceDescriptor(),
            RoomServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .map(method -> Named.of(name(method), method));
  }

  static List<FieldDescriptor> commands() {
    return ConverseRequest.getDescriptor().getOneofs().get(0).getFields();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aCallIsRefusedExactlyIfItsScopeIsMissing(MethodDescriptor<?, ?> method) {
    Scope needed = needed(name(method));
    for (Scope scope : SCOPES) {
      if (needed == Scope.SCOPE_UNSPECIFIED || scope == needed) {
        RawClient program = ENDING.contains(name(method)) ? newProgram(scope) : programWith(scope);
        assertNotEquals(
            ErrorReason.ERROR_REASON_SCOPE_MISSING.name(), reasonOf(method, program), scope::name);
      } else {
        Refusal refusal = AnyCall.of(programWith(scope).channel(), method).end();
        refusal.is(Status.Code.PERMISSION_DENIED, ErrorReason.ERROR_REASON_SCOPE_MISSING);
        assertEquals(Map.of("scope", needed.name()), refusal.metadata());
      }
    }
  }

  /** How the call of a client that has the scope ends. A stream is open when it gets Ready. */
  private static String reasonOf(MethodDescriptor<?, ?> method, RawClient program) {
    if (name(method).equals("Converse")) {
      program.converse().ready();
      return "";
    }
    return AnyCall.of(program.channel(), method).end().reason();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandIsRefusedExactlyIfItsScopeIsMissing(FieldDescriptor command) {
    RawStream stream = programWith(Scope.SCOPE_READ).converse();

    stream.send(
        ConverseRequest.newBuilder()
            .setRequestId(command.getName())
            .setField(command, ConverseRequest.getDefaultInstance().getField(command))
            .build());

    Refusal refusal = Refusal.of(stream.result(command.getName()).getError());
    assertEquals(
        needed(command.getName()) != Scope.SCOPE_READ,
        refusal.reason().equals(ErrorReason.ERROR_REASON_SCOPE_MISSING.name()));
  }

  @Test
  void aStreamWithoutItsScopeEnds() {
    RawStream stream = programWith(Scope.SCOPE_WRITE).stream();

    Closing closing = stream.closing();

    assertEquals(ErrorReason.ERROR_REASON_SCOPE_MISSING, closing.getError().getReason());
    assertEquals(Closing.Action.ACTION_STOP, closing.getAction());
  }

  private static Scope needed(String name) {
    if (WITHOUT_SESSION.contains(name)) {
      return Scope.SCOPE_UNSPECIFIED;
    }
    Scope needed = TABLE.get(name);
    assertTrue(needed != null, () -> "the contract says no scope for " + name);
    return needed;
  }

  private static Map<String, Scope> table() {
    Map<String, Scope> table = new HashMap<>();
    String comments =
        CommentedContract.read("charla/v1/account.proto")
            .getSourceCodeInfo()
            .getLocationList()
            .stream()
            .flatMap(location -> comments(location).stream())
            .reduce("", (one, other) -> one + "\n" + other);
    Matcher row = ROW.matcher(comments);
    while (row.find()) {
      Scope scope =
          row.group(1).equals("none") ? Scope.SCOPE_UNSPECIFIED : Scope.valueOf(row.group(1));
      QUOTED
          .matcher(row.group(2))
          .results()
          .forEach(
              name -> assertNull(table.put(name.group(1), scope), () -> name.group() + " twice"));
    }
    return table;
  }

  private static List<String> comments(Location location) {
    return Stream.concat(
            location.getLeadingDetachedCommentsList().stream(),
            Stream.of(location.getLeadingComments()))
        .toList();
  }

  private static String name(MethodDescriptor<?, ?> method) {
    return String.valueOf(method.getBareMethodName());
  }

  /** The program with an access token of only this scope. */
  private static RawClient programWith(Scope scope) {
    return Objects.requireNonNull(PROGRAMS.get(scope));
  }

  private static RawClient newProgram(Scope scope) {
    return owner.withToken(
        accounts(owner)
            .createAccessToken(
                CreateAccessTokenRequest.newBuilder().setPresent(PASSWORD).addScopes(scope).build())
            .getToken());
  }

  private static AccountServiceBlockingStub accounts(RawClient client) {
    return AccountServiceGrpc.newBlockingStub(client.channel())
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS);
  }
}
