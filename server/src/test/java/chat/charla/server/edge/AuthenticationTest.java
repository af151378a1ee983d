package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ChatServiceGrpc.ChatServiceBlockingStub;
import chat.charla.v1.ChatServiceGrpc.ChatServiceFutureStub;
import chat.charla.v1.Closing;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.Open;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.SendMessageRequest;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method refuses an invalid token and the token of an identity that has left; only {@code
 * Join} and the calls that give a client an account or a session work without a token. A token
 * gives access only to its own identity. The methods come from the service descriptor, so new
 * methods are tested too.
 */
class AuthenticationTest {
  private static final String JOIN = ChatServiceGrpc.getJoinMethod().getFullMethodName();

  /** The methods that work without a token, except Join. In this test they check no token. */
  private static final Set<String> WITHOUT_TOKEN =
      Set.of(
          AccountServiceGrpc.getGetLoginOptionsMethod().getFullMethodName(),
          AccountServiceGrpc.getLogInMethod().getFullMethodName(),
          // Registration is closed.
          AccountServiceGrpc.getRegisterMethod().getFullMethodName(),
          AccountServiceGrpc.getResetPasswordMethod().getFullMethodName());

  @TempDir private static Path data;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.in(data);
  }

  static Stream<Named<MethodDescriptor<?, ?>>> methods() {
    return Stream.of(
            ChatServiceGrpc.getServiceDescriptor(),
            AccountServiceGrpc.getServiceDescriptor(),
            RoomServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> !WITHOUT_TOKEN.contains(method.getFullMethodName()))
        .map(method -> Named.of(String.valueOf(method.getBareMethodName()), method));
  }

  static Stream<Named<MethodDescriptor<?, ?>>> methodsThatNeedAToken() {
    return methods().filter(method -> !method.getPayload().getFullMethodName().equals(JOIN));
  }

  @ParameterizedTest
  @MethodSource("methodsThatNeedAToken")
  void withoutATokenEveryMethodIsRefused(MethodDescriptor<?, ?> method) {
    assertRefused(method, server.connect(), ErrorReason.ERROR_REASON_SESSION_MISSING);
  }

  @ParameterizedTest
  @MethodSource("methodsThatNeedAToken")
  void anotherSchemeCountsAsNoToken(MethodDescriptor<?, ?> method) {
    RawClient basic = server.connect().withAuthorization("Basic YW5hOnNlY3JldA==");

    assertRefused(method, basic, ErrorReason.ERROR_REASON_SESSION_MISSING);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anInvalidTokenIsRefused(MethodDescriptor<?, ?> method) {
    RawClient garbage = server.connect().withToken("garbage");

    assertRefused(method, garbage, ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theTokenOfAnIdentityThatHasLeftIsRefused(MethodDescriptor<?, ?> method) {
    RawClient gone = server.join("Gone-" + method.getBareMethodName());
    gone.leave();

    assertRefused(method, gone, ErrorReason.ERROR_REASON_SESSION_ENDED);
  }

  @Test
  void theSessionIsCheckedBeforeTheRequest() {
    ChatServiceBlockingStub unauthenticated = server.connect().calls();
    List<Executable> badRequests =
        List.of(
            () -> unauthenticated.listUsers(ListUsersRequest.newBuilder().setPageSize(-1).build()),
            () ->
                unauthenticated.listRooms(ListRoomsRequest.newBuilder().setPageToken("?").build()),
            () ->
                unauthenticated.listMessages(
                    ListMessagesRequest.newBuilder().setAfterSequence(-1).build()),
            () ->
                unauthenticated.sendMessage(SendMessageRequest.newBuilder().setText(" ").build()));

    for (Executable badRequest : badRequests) {
      Refusal.of(badRequest)
          .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_MISSING);
    }
  }

  @Test
  void joinNeedsNoToken() {
    assertEquals("Nuria", server.join("Nuria").user().getName());
  }

  @Test
  void joinWithATokenKeepsTheIdentity() {
    RawClient olga = server.join("Olga");

    var again = olga.calls().join(JoinRequest.newBuilder().setName("Olga-2").build());

    assertEquals(olga.id(), again.getSelf().getId());
    assertEquals(olga.token(), again.getSessionToken());
  }

  @Test
  void theSchemeIsCaseInsensitive() {
    RawClient pepa = server.join("Pepa");
    RawClient lowerCase = pepa.withAuthorization("bearer " + pepa.token());

    assertEquals(pepa.user(), lowerCase.whoAmI().getSelf());
  }

  @Test
  void aTokenOpensOnlyTheInboxOfItsOwner() {
    RawClient rosa = server.join("Rosa");
    RawClient sara = server.join("Sara");
    RawClient tina = server.join("Tina");
    RawStream tinaListens = tina.converse();

    rosa.sendPrivately(sara, "only for Sara");
    rosa.sendPrivately(tina, "only for Tina");

    assertEquals(List.of("only for Tina"), tinaListens.texts(1));
    assertEquals(List.of("only for Tina"), inbox(tina));
    assertEquals(List.of("only for Sara"), inbox(sara));
    assertEquals(List.of("only for Sara", "only for Tina"), inbox(rosa));
  }

  @Test
  void leavingEndsTheOpenStream() {
    RawClient ursula = server.join("Ursula");
    RawStream stream = ursula.converse();

    ursula.leave();

    assertEquals(Closing.Action.ACTION_STOP, stream.closing().getAction());
    stream.end().is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_ENDED);
  }

  @Test
  void aStreamStartedBeforeLeavingCannotBeOpened() {
    RawClient wanda = server.join("Wanda");
    RawStream begun = wanda.stream();
    assertEquals(wanda.user(), wanda.whoAmI().getSelf());
    wanda.leave();

    begun.open(Open.getDefaultInstance());

    begun.end().is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_ENDED);
    RawClient successor = server.join("Wanda");
    assertNotEquals(wanda.id(), successor.id(), "the name is free");
  }

  @Test
  void aRenameThatIsSentAfterALeaveFailsAndReservesNoName() {
    RawClient xenia = server.join("Xenia");
    ChatServiceFutureStub asking = ChatServiceGrpc.newFutureStub(xenia.channel());

    var leaving = asking.leave(LeaveRequest.getDefaultInstance());
    var renaming = asking.join(JoinRequest.newBuilder().setName("Yolanda").build());

    assertDoesNotThrow(() -> leaving.get(Patience.SECONDS, TimeUnit.SECONDS));
    assertThrows(ExecutionException.class, () -> renaming.get(Patience.SECONDS, TimeUnit.SECONDS));
    assertEquals("Yolanda", server.join("Yolanda").user().getName());
  }

  @Test
  void theServerStoresNoTokenAndNoRequestId() throws IOException {
    String requestId = "6f1c8a52-3b0d-4d8e-9a57-2f4f0b7f5c11";
    RawClient stranger = server.connect();
    RawClient vera =
        stranger.as(
            stranger
                .calls()
                .join(JoinRequest.newBuilder().setName("Vera").setRequestId(requestId).build()));
    vera.say("hello from Vera");

    assertTrue(isOnDisk("hello from Vera"), "the search finds stored text");
    assertFalse(isOnDisk(vera.token()));
    assertFalse(isOnDisk(requestId));
  }

  private static List<String> inbox(RawClient owner) {
    return owner
        .calls()
        .listMessages(ListMessagesRequest.getDefaultInstance())
        .getEventsList()
        .stream()
        .map(Event::getMessagePosted)
        .map(message -> message.getText())
        .toList();
  }

  private static boolean isOnDisk(String text) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // ISO-8859-1 maps each byte to a character, so the text is found among any bytes.
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (content.contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Calls the method with an empty request. The server must refuse the call in every form that the
   * contract specifies.
   */
  private static <Q, A> void assertRefused(
      MethodDescriptor<Q, A> method, RawClient caller, ErrorReason reason) {
    AnyCall<A> call = AnyCall.of(caller.channel(), method);

    call.end().is(Status.Code.UNAUTHENTICATED, reason);

    List<Object> expected = new ArrayList<>();
    if (method.getType() != MethodDescriptor.MethodType.UNARY) {
      expected.add(reason);
    }
    assertEquals(expected, call.received().stream().map(AuthenticationTest::reason).toList());
  }

  private static Object reason(Object frame) {
    return frame instanceof ConverseResponse response && response.hasClosing()
        ? response.getClosing().getError().getReason()
        : frame;
  }
}
