package chat.charla.client;

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
import org.jspecify.annotations.Nullable;

/**
 * Carries the calls of {@code charla.v1.ChatService}, one method each.
 *
 * <p>The promise: no method blocks or throws; every failure arrives as a {@link CallFailure}.
 * Methods may be called by any thread, and answers may come on any thread, even before the method
 * returns. An answer comes exactly once, except that a cancelled call may be answered or not. A
 * transport sets no time limit and repeats nothing: both are the client's.
 */
public interface Transport {
  /** Calls {@code Join}; with a token, for the identity that it proves. */
  Cancellable join(JoinRequest request, @Nullable String token, Answer<JoinResponse> answer);

  /** Calls {@code WhoAmI}. */
  Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer);

  /** Calls {@code ListUsers}. */
  Cancellable listUsers(ListUsersRequest request, String token, Answer<ListUsersResponse> answer);

  /** Calls {@code ListRooms}. */
  Cancellable listRooms(ListRoomsRequest request, String token, Answer<ListRoomsResponse> answer);

  /** Calls {@code ListMessages}. */
  Cancellable listMessages(
      ListMessagesRequest request, String token, Answer<ListMessagesResponse> answer);

  /** Calls {@code SendMessage}, the unary twin of the stream's command. */
  Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer);

  /** Calls {@code Leave}. */
  Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer);

  /** Opens a {@code Converse} stream. It sends no command and requests no frame by itself. */
  StreamHandle converse(String token, StreamListener listener);

  /**
   * Lets go of the present connection, complete or not, because an attempt over it had no answer in
   * time. Calls from now on go over a new one, to the next of the server's addresses if there are
   * several. A call that is open on the present one may go on or fail. A transport whose calls each
   * make a connection of their own has nothing to do.
   */
  default void abandonConnection() {}

  /**
   * Lets go of the present connection as {@link #abandonConnection} does, though nothing was
   * silent: the application wants another one, because the device has another network, say. The
   * next one begins with the same address.
   */
  default void renewConnection() {
    abandonConnection();
  }
}
