package chat.charla.client;

import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
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

/**
 * A transport that supports only {@code Join} and {@code Converse}. Every other call fails, unless
 * a subclass overrides it.
 */
abstract class NoSideCalls implements Transport {
  @Override
  public Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Cancellable listUsers(
      ListUsersRequest request, String token, Answer<ListUsersResponse> answer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Cancellable listRooms(
      ListRoomsRequest request, String token, Answer<ListRoomsResponse> answer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Cancellable listMessages(
      ListMessagesRequest request, String token, Answer<ListMessagesResponse> answer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Cancellable execute(ExecuteRequest request, String token, Answer<ExecuteResponse> answer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer) {
    throw new UnsupportedOperationException();
  }
}
