package chat.charla.server.grpc;

import chat.charla.server.chat.Caller;
import chat.charla.server.chat.Chat;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The unary methods of the contract. They return at once; the core answers the calls later. */
final class UnaryCalls implements ChatServiceGrpc.AsyncService {
  /** The name of the audit timeline in a request. No room has this name. */
  private static final String AUDIT = "!";

  private final Chat chat;
  private final Answers answers;
  private final Predicate<String> isAdminToken;

  /**
   * Creates the methods.
   *
   * @param answers makes the answers of the calls
   * @param isAdminToken whether a text is the administration token
   */
  UnaryCalls(Chat chat, Answers answers, Predicate<String> isAdminToken) {
    this.chat = chat;
    this.answers = answers;
    this.isAdminToken = isAdminToken;
  }

  @Override
  public void join(JoinRequest request, StreamObserver<JoinResponse> client) {
    chat.join(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> client) {
    chat.whoAmI(CallerInterceptor.current(), answers.to(client));
  }

  @Override
  public void leave(LeaveRequest request, StreamObserver<LeaveResponse> client) {
    chat.leave(CallerInterceptor.current(), answers.to(client));
  }

  @Override
  public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> client) {
    chat.sendMessage(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void execute(ExecuteRequest request, StreamObserver<ExecuteResponse> client) {
    chat.execute(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> client) {
    chat.listUsers(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void listRooms(ListRoomsRequest request, StreamObserver<ListRoomsResponse> client) {
    chat.listRooms(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void listMessages(
      ListMessagesRequest request, StreamObserver<ListMessagesResponse> client) {
    Caller caller = CallerInterceptor.current();
    Consumer<Outcome<ListMessagesResponse>> reply = answers.to(client);
    if (!request.getRoom().equals(AUDIT)) {
      chat.listMessages(caller, request, reply);
    } else if (!caller.secure()) {
      chat.listMessages(caller, request, outcome -> reply.accept(refusedAsInsecure(outcome)));
    } else if (isAdminToken.test(caller.token())) {
      caller.connection().proven(AdminService.OWNER);
      chat.listRecords(caller, request, reply);
    } else {
      chat.listMessages(caller, request, reply);
    }
  }

  /**
   * The outcome of a call for the audit timeline on an unprotected connection. If the call's token
   * is not that of a session, it may be the administration token. The server does not check whether
   * it is, because the answer would tell this to a peer that reads the connection.
   */
  private static <T> Outcome<T> refusedAsInsecure(Outcome<T> outcome) {
    return outcome instanceof Outcome.Refused<T> refused
            && refused.refusal().reason() == ErrorReason.ERROR_REASON_SESSION_EXPIRED
        ? Outcome.refused(Refusal.transportInsecure())
        : outcome;
  }
}
