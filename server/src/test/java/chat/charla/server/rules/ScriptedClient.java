package chat.charla.server.rules;

import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.server.simulation.SimulatedTransport;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.Open;
import chat.charla.v1.Presence;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One client, which does only what the test tells it to. A call returns at once. Its {@link Reply}
 * advances the time until the answer has arrived.
 */
final class ScriptedClient {
  static final String PASSWORD = "correct horse battery staple";

  private final World world;
  private final Supplier<SimulatedTransport> connect;
  private final SimulatedTransport calls;
  private User user = User.getDefaultInstance();
  private String token = "";

  ScriptedClient(World world, Supplier<SimulatedTransport> connect) {
    this.world = world;
    this.connect = connect;
    this.calls = connect.get();
  }

  /** A request to join under this name. */
  static JoinRequest asking(String name) {
    return JoinRequest.newBuilder().setName(name).build();
  }

  /** A message to the lobby. */
  static SendMessageRequest lobby(String id, String text) {
    return SendMessageRequest.newBuilder()
        .setRoom("lobby")
        .setClientMessageId(id)
        .setText(text)
        .build();
  }

  User user() {
    return user;
  }

  String id() {
    return user.getId();
  }

  String token() {
    return token;
  }

  /** Uses the identity and the token of this response from now on. */
  ScriptedClient as(JoinResponse response) {
    return as(response.getSelf(), response.getSessionToken());
  }

  /** Uses this identity and token from now on. */
  ScriptedClient as(User identity, String sessionToken) {
    user = identity;
    token = sessionToken;
    return this;
  }

  /** Joins, with the token if there is one. Must not be refused. */
  JoinResponse join(String name) {
    JoinResponse response = call(asking(name)).get();
    as(response);
    return response;
  }

  /** Joins with this request, and with the token if there is one. */
  Reply<JoinResponse> call(JoinRequest request) {
    Reply<JoinResponse> reply = new Reply<>(world, "Join");
    calls.join(request, token.isEmpty() ? null : token, reply);
    return reply;
  }

  /** Joins with this name. The server must refuse it as taken. */
  CallFailure nameTaken(String name) {
    return call(asking(name)).refused(ErrorReason.ERROR_REASON_NAME_TAKEN);
  }

  /**
   * Registers: turns the client's guest into an account, or creates a new account if the client has
   * no token.
   */
  Reply<RegisterResponse> register(String name) {
    return account(
        AccountServiceGrpc.getRegisterMethod(),
        RegisterRequest.newBuilder().setName(name).setCredential(password(PASSWORD)).build());
  }

  /** Registers, which must not be refused, and uses the account from now on. */
  ScriptedClient registered(String name) {
    return as(register(name).get().getJoined());
  }

  /** Logs in with the password of {@link #register}. */
  Reply<LogInResponse> logIn(String name) {
    return account(
        AccountServiceGrpc.getLogInMethod(),
        LogInRequest.newBuilder().setName(name).setCredential(password(PASSWORD)).build());
  }

  /** Logs in, which must not be refused, and uses the session from now on. */
  ScriptedClient loggedIn(String name) {
    return as(logIn(name).get().getJoined());
  }

  /** Makes a call about accounts, with the token if there is one. */
  <Q extends MessageLite, A> Reply<A> account(MethodDescriptor<Q, A> method, Q request) {
    Reply<A> reply = new Reply<>(world, method.getFullMethodName());
    calls.unary(method, request, token.isEmpty() ? null : token, reply);
    return reply;
  }

  static Credential password(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  /** Makes a call of any method with several answers. */
  <Q extends MessageLite, A> Reply<List<A>> serverStream(MethodDescriptor<Q, A> method, Q request) {
    Reply<List<A>> reply = new Reply<>(world, method.getFullMethodName());
    var unused = calls.serverStream(method, request, token.isEmpty() ? null : token, reply);
    return reply;
  }

  /** Begins a call like {@link #serverStream}, and returns what cancels it. */
  <Q extends MessageLite, A> Cancellable begin(MethodDescriptor<Q, A> method, Q request) {
    return calls.serverStream(
        method,
        request,
        token.isEmpty() ? null : token,
        new Reply<>(world, method.getFullMethodName()));
  }

  Reply<WhoAmIResponse> whoAmI() {
    Reply<WhoAmIResponse> reply = new Reply<>(world, "WhoAmI");
    calls.whoAmI(WhoAmIRequest.getDefaultInstance(), token, reply);
    return reply;
  }

  Reply<LeaveResponse> leave() {
    Reply<LeaveResponse> reply = new Reply<>(world, "Leave");
    calls.leave(LeaveRequest.getDefaultInstance(), token, reply);
    return reply;
  }

  Reply<ListUsersResponse> call(ListUsersRequest request) {
    Reply<ListUsersResponse> reply = new Reply<>(world, "ListUsers");
    calls.listUsers(request, token, reply);
    return reply;
  }

  Reply<ListRoomsResponse> call(ListRoomsRequest request) {
    Reply<ListRoomsResponse> reply = new Reply<>(world, "ListRooms");
    calls.listRooms(request, token, reply);
    return reply;
  }

  Reply<ListMessagesResponse> call(ListMessagesRequest request) {
    Reply<ListMessagesResponse> reply = new Reply<>(world, "ListMessages");
    calls.listMessages(request, token, reply);
    return reply;
  }

  Reply<SendMessageResponse> call(SendMessageRequest request) {
    Reply<SendMessageResponse> reply = new Reply<>(world, "SendMessage");
    calls.sendMessage(request, token, reply);
    return reply;
  }

  /** Carries out a command without a stream. */
  Reply<ExecuteResponse> execute(ConverseRequest.Builder command) {
    Reply<ExecuteResponse> reply = new Reply<>(world, "Execute");
    calls.execute(ExecuteRequest.newBuilder().setCommand(command).build(), token, reply);
    return reply;
  }

  /** Enters a room without a stream. */
  Reply<ExecuteResponse> enter(String room) {
    return execute(ConverseRequest.newBuilder().setEnterRoom(EnterRoom.newBuilder().setRoom(room)));
  }

  /** Leaves a room without a stream. */
  Reply<ExecuteResponse> leave(String room) {
    return execute(ConverseRequest.newBuilder().setLeaveRoom(LeaveRoom.newBuilder().setRoom(room)));
  }

  /** Posts to the lobby, without a client message id. */
  SendMessageResponse say(String text) {
    return call(lobby("", text)).get();
  }

  /** Posts numbered messages to the lobby. */
  void sayNumbers(int from, int to) {
    for (int number = from; number <= to; number++) {
      say(Integer.toString(number));
    }
  }

  /** All users that are present, by name. */
  Map<String, Presence> present() {
    Map<String, Presence> present = new TreeMap<>();
    call(ListUsersRequest.getDefaultInstance())
        .get()
        .getUsersList()
        .forEach(each -> present.put(each.getUser().getName(), each.getPresence()));
    return present;
  }

  /** The texts of the retained messages of a room, or of the inbox. */
  List<String> history(String room) {
    return call(ListMessagesRequest.newBuilder().setRoom(room).setAfterSequence(0).build())
        .get()
        .getEventsList()
        .stream()
        .map(event -> event.getMessagePosted().getText())
        .toList();
  }

  /** Starts a stream and sends nothing. */
  ScriptedStream converse() {
    return new ScriptedStream(world, connect.get(), token);
  }

  /** Starts a stream with this first command. */
  ScriptedStream open(Open.Builder open) {
    ScriptedStream stream = converse();
    stream.open(open);
    return stream;
  }

  /** Starts a stream and waits until it is live. */
  ScriptedStream online() {
    ScriptedStream stream = open(Open.newBuilder());
    stream.ready();
    world.moment();
    return stream;
  }
}
