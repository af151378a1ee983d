package chat.charla.server.grpc;

import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.server.session.Caller;
import chat.charla.server.session.Chat;
import chat.charla.server.session.Page;
import chat.charla.v1.ChatServiceGrpc;
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
import chat.charla.v1.Room;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The unary methods of the contract. They return at once; the answer comes from the core. */
final class UnaryCalls implements ChatServiceGrpc.AsyncService {
  private static final int DEFAULT_LIST_PAGE = 100;
  private static final int DEFAULT_MESSAGES_PAGE = 50;

  private final Chat chat;

  UnaryCalls(Chat chat) {
    this.chat = chat;
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
  public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> client) {
    Caller caller = CallerInterceptor.current();
    String list = "users " + request.getRoom();
    Consumer<Outcome<ListUsersResponse>> answer = answer(client);
    paged(
        caller,
        list,
        request.getPageToken(),
        PageSizes.accept(request.getPageSize(), DEFAULT_LIST_PAGE),
        answer,
        (after, size) ->
            chat.listUsers(
                caller,
                request.getRoom(),
                after,
                size,
                outcome -> answer.accept(outcome.map(page -> users(list, page)))));
  }

  @Override
  public void listRooms(ListRoomsRequest request, StreamObserver<ListRoomsResponse> client) {
    Caller caller = CallerInterceptor.current();
    Consumer<Outcome<ListRoomsResponse>> answer = answer(client);
    paged(
        caller,
        "rooms",
        request.getPageToken(),
        PageSizes.accept(request.getPageSize(), DEFAULT_LIST_PAGE),
        answer,
        (after, size) ->
            chat.listRooms(
                caller,
                after,
                size,
                outcome -> answer.accept(outcome.map(page -> rooms("rooms", page)))));
  }

  @Override
  public void listMessages(
      ListMessagesRequest request, StreamObserver<ListMessagesResponse> client) {
    Caller caller = CallerInterceptor.current();
    boolean forwards = request.hasAfterSequence();
    String list =
        "messages "
            + (forwards ? "after " + request.getAfterSequence() : "before")
            + (request.hasBeforeSequence() ? " " + request.getBeforeSequence() : "")
            + " "
            + request.getRoom();
    Consumer<Outcome<ListMessagesResponse>> answer = answer(client);
    if (request.getAfterSequence() < 0 || request.getBeforeSequence() < 0) {
      String field = forwards ? "after_sequence" : "before_sequence";
      chat.refuse(caller, Rejection.argument(field, "negative"), answer);
      return;
    }
    paged(
        caller,
        list,
        request.getPageToken(),
        PageSizes.accept(request.getPageSize(), DEFAULT_MESSAGES_PAGE),
        answer,
        (position, size) -> {
          ListMessagesRequest.Builder page = request.toBuilder().setPageSize(size);
          if (!position.isEmpty() && forwards) {
            page.setAfterSequence(Long.parseLong(position));
          } else if (!position.isEmpty()) {
            page.setBeforeSequence(Long.parseLong(position));
          }
          chat.listMessages(
              caller,
              page.build(),
              outcome -> answer.accept(outcome.map(found -> messages(list, found))));
        });
  }

  private <T> void paged(
      Caller caller,
      String list,
      String pageToken,
      Outcome<Integer> size,
      Consumer<Outcome<T>> answer,
      BiConsumer<String, Integer> read) {
    Consumer<Rejection> refuse = rejection -> chat.refuse(caller, rejection, answer);
    size.match(
        accepted ->
            PageTokens.decode(list, pageToken)
                .match(position -> read.accept(position, accepted), refuse),
        refuse);
  }

  private static ListUsersResponse users(String list, Chat.UserPage page) {
    return ListUsersResponse.newBuilder()
        .addAllUsers(page.page().items())
        .setNextPageToken(PageTokens.encode(list, page.page().next()))
        .setTotalSize(page.total())
        .build();
  }

  private static ListRoomsResponse rooms(String list, Page<Room> page) {
    return ListRoomsResponse.newBuilder()
        .addAllRooms(page.items())
        .setNextPageToken(PageTokens.encode(list, page.next()))
        .build();
  }

  private static ListMessagesResponse messages(String list, ListMessagesResponse page) {
    return page.toBuilder()
        .setNextPageToken(PageTokens.encode(list, page.getNextPageToken()))
        .build();
  }

  private static <T> Consumer<Outcome<T>> answer(StreamObserver<T> client) {
    return outcome ->
        outcome.match(
            value -> {
              client.onNext(value);
              client.onCompleted();
            },
            rejection -> client.onError(Errors.status(rejection)));
  }
}
