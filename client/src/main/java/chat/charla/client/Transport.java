package chat.charla.client;

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
import org.jspecify.annotations.Nullable;

/**
 * Carries the calls of {@code charla.v1.ChatService}, one method each.
 *
 * <p>Implementations guarantee the following. No method blocks or throws; every failure is reported
 * as a {@link CallFailure}. Methods may be called by any thread, and answers may come on any
 * thread, even before the method returns. Every call is answered exactly once, except that a
 * cancelled call may stay unanswered. A transport sets no time limits and does not retry: the
 * client does both.
 */
public interface Transport {
  /** Calls {@code Join}; with a token, for the identity of that token. */
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

  /** Calls {@code SendMessage}, the unary form of the stream's command. */
  Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer);

  /** Calls {@code Execute}, which carries out one command without a stream. */
  Cancellable execute(ExecuteRequest request, String token, Answer<ExecuteResponse> answer);

  /** Calls {@code Leave}. */
  Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer);

  /**
   * Opens a {@code Converse} stream. The transport itself sends no command and requests no frame.
   */
  StreamHandle converse(String token, StreamListener listener);

  /**
   * Abandons the current connection, established or not, because an attempt over it had no answer
   * in time. Later calls use a new connection, to the next of the server's addresses if there are
   * several. A call in progress on the old connection may continue or fail. A transport that makes
   * a new connection for each call need not override this method.
   */
  default void abandonConnection() {}

  /**
   * Abandons the current connection as {@link #abandonConnection} does, but at the application's
   * request, for example because the device has changed networks. The new connection starts with
   * the same address.
   */
  default void renewConnection() {
    abandonConnection();
  }
}
