package chat.charla.server.grpc;

import chat.charla.server.chat.Chat;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.v1.ChatServiceGrpc;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** The unary methods of the contract. The methods return at once. The core answers later. */
final class UnaryCalls implements ChatServiceGrpc.AsyncService {
  private static final Logger LOG = System.getLogger(UnaryCalls.class.getName());

  private final Chat chat;
  private final RefusalCounts refusals;

  /**
   * Creates the methods.
   *
   * @param refusals counts the refused calls
   */
  UnaryCalls(Chat chat, RefusalCounts refusals) {
    this.chat = chat;
    this.refusals = refusals;
  }

  @Override
  public void join(JoinRequest request, StreamObserver<JoinResponse> client) {
    chat.join(CallerInterceptor.current(), request, answer(client));
  }

  @Override
  public void whoAmI(WhoAmIRequest request, StreamObserver<WhoAmIResponse> client) {
    chat.whoAmI(CallerInterceptor.current(), answer(client));
  }

  @Override
  public void leave(LeaveRequest request, StreamObserver<LeaveResponse> client) {
    chat.leave(CallerInterceptor.current(), answer(client));
  }

  @Override
  public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> client) {
    chat.sendMessage(CallerInterceptor.current(), request, answer(client));
  }

  @Override
  public void execute(ExecuteRequest request, StreamObserver<ExecuteResponse> client) {
    chat.execute(CallerInterceptor.current(), request, answer(client));
  }

  @Override
  public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> client) {
    chat.listUsers(CallerInterceptor.current(), request, answer(client));
  }

  @Override
  public void listRooms(ListRoomsRequest request, StreamObserver<ListRoomsResponse> client) {
    chat.listRooms(CallerInterceptor.current(), request, answer(client));
  }

  @Override
  public void listMessages(
      ListMessagesRequest request, StreamObserver<ListMessagesResponse> client) {
    chat.listMessages(CallerInterceptor.current(), request, answer(client));
  }

  /** Answers the call with the outcome. Until then, the memory of its request stays charged. */
  private <T> Consumer<Outcome<T>> answer(StreamObserver<T> client) {
    Runnable inUse = CallerInterceptor.current().memory().keep();
    return outcome -> {
      try {
        outcome.match(
            value -> {
              client.onNext(value);
              client.onCompleted();
            },
            refusal -> {
              refusals.count(refusal);
              client.onError(RefusalStatuses.status(refusal));
            });
      } catch (RuntimeException e) {
        // The call has ended, or was answered before.
        LOG.log(Level.DEBUG, "an answer could not be sent", e);
      } finally {
        inUse.run();
      }
    };
  }
}
