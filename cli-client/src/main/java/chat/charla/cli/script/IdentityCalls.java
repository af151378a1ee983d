package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.client.Target;
import chat.charla.client.Transport;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Room;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The unary calls of an identity. Each call waits for the server's answer, and retries after
 * transient failures within the limits of a {@link RetryLimit}. Immutable.
 */
public final class IdentityCalls {
  private static final int PAGE_SIZE = 1000;

  private final Transport transport;
  private final String token;
  private final RetryLimit limit;

  IdentityCalls(Transport transport, String token, RetryLimit limit) {
    this.transport = transport;
    this.token = token;
    this.limit = limit;
  }

  /** The same calls with another limit. */
  IdentityCalls within(RetryLimit other) {
    return new IdentityCalls(transport, token, other);
  }

  /** The identity's token, which is secret. */
  public String token() {
    return token;
  }

  /** The calls about settings of rooms, roles and moderation. */
  public RoomCalls moderation() {
    return new RoomCalls(transport, token, limit);
  }

  /** Calls {@code WhoAmI}. */
  public WhoAmIResponse whoAmI() throws CallFailedException, InterruptedIOException {
    return RetryingCall.call(
        transport,
        limit,
        answer -> transport.whoAmI(WhoAmIRequest.getDefaultInstance(), token, answer));
  }

  /**
   * Does the same as {@link #whoAmI}, for the first call to an address where there may be no
   * server.
   */
  WhoAmIResponse whoAmIFirst() throws CallFailedException, InterruptedIOException {
    return RetryingCall.callFirst(
        transport,
        limit,
        answer -> transport.whoAmI(WhoAmIRequest.getDefaultInstance(), token, answer));
  }

  /** Takes another name. */
  public void rename(String name) throws CallFailedException, InterruptedIOException {
    JoinRequest request = JoinRequest.newBuilder().setName(name).build();
    RetryingCall.<JoinResponse>call(
        transport, limit, answer -> transport.join(request, token, answer));
  }

  /**
   * Posts a message. Returns when the message is stored.
   *
   * @param clientMessageId the message's id, by which the server recognises retries of this method
   *     and of its caller
   */
  public SendMessageResponse send(Target target, String text, String clientMessageId)
      throws CallFailedException, InterruptedIOException {
    SendMessageRequest.Builder message =
        SendMessageRequest.newBuilder().setText(text).setClientMessageId(clientMessageId);
    switch (target.kind()) {
      case ROOM -> message.setRoom(target.value());
      case USER_ID -> message.setUserId(target.value());
      case USER_NAME -> message.setUserName(target.value());
    }
    SendMessageRequest request = message.build();
    try {
      return RetryingCall.call(
          transport, limit, answer -> transport.sendMessage(request, token, answer));
    } catch (CallFailedException e) {
      throw about(target.kind() == Target.Kind.USER_ID ? "" : target.value(), e);
    }
  }

  /**
   * Enters a room. No other user is told, unless a program has a stream with this identity.
   *
   * @param create whether to create the room if it does not exist
   * @return the room's state, and whether the identity was in the room already
   * @throws CallFailedException if the room was not entered. The exception never says that the
   *     outcome is unknown, because a caller reports this only for messages
   */
  public RoomEntered enter(String room, boolean create)
      throws CallFailedException, InterruptedIOException {
    try {
      return enterRoom(room, create).answer().getResult().getRoomEntered();
    } catch (CallFailedException e) {
      throw new CallFailedException(e.failure()).about(room);
    }
  }

  /**
   * Enters an existing room that the identity was not in a moment ago.
   *
   * @return false if another program with the same token has entered the room meanwhile. If the
   *     answer to an attempt was lost, the result is true, because that attempt has probably
   *     entered the room
   * @throws CallFailedException if the room was not entered, or if this is unknown. The exception
   *     says which
   */
  boolean visit(String room) throws CallFailedException, InterruptedIOException {
    try {
      RetryingCall.Answered<ExecuteResponse> entered = enterRoom(room, false);
      return entered.afterLostAnswer()
          || !entered.answer().getResult().getRoomEntered().getAlreadyMember();
    } catch (CallFailedException e) {
      throw e.about(room);
    }
  }

  /** Leaves a room. Also succeeds if the identity is not in the room. */
  public void leave(String room) throws CallFailedException, InterruptedIOException {
    LeaveRoom command = LeaveRoom.newBuilder().setRoom(room).build();
    try {
      execute(ConverseRequest.newBuilder().setLeaveRoom(command));
    } catch (CallFailedException e) {
      ErrorReason reason = e.failure().reason();
      if (reason != ErrorReason.ERROR_REASON_NOT_A_MEMBER
          && reason != ErrorReason.ERROR_REASON_ROOM_NOT_FOUND) {
        throw e;
      }
    }
  }

  private RetryingCall.Answered<ExecuteResponse> enterRoom(String room, boolean create)
      throws CallFailedException, InterruptedIOException {
    EnterRoom command = EnterRoom.newBuilder().setRoom(room).setMustExist(!create).build();
    return execute(ConverseRequest.newBuilder().setEnterRoom(command));
  }

  private RetryingCall.Answered<ExecuteResponse> execute(ConverseRequest.Builder command)
      throws CallFailedException, InterruptedIOException {
    ExecuteRequest request = ExecuteRequest.newBuilder().setCommand(command).build();
    return RetryingCall.callWithHistory(
        transport, limit, answer -> transport.execute(request, token, answer));
  }

  /**
   * Lists the users present.
   *
   * @param room a room that the identity is in, or empty for all users present in the chat
   */
  public List<PresentUser> users(String room) throws CallFailedException, InterruptedIOException {
    List<PresentUser> users = new ArrayList<>();
    ListUsersRequest.Builder request =
        ListUsersRequest.newBuilder().setRoom(room).setPageSize(PAGE_SIZE);
    do {
      ListUsersRequest page = request.build();
      try {
        ListUsersResponse response =
            RetryingCall.call(transport, limit, answer -> transport.listUsers(page, token, answer));
        users.addAll(response.getUsersList());
        request.setPageToken(response.getNextPageToken());
      } catch (CallFailedException e) {
        throw about(room, e);
      }
    } while (!request.getPageToken().isEmpty());
    return users;
  }

  /** Lists all rooms. */
  public List<Room> rooms() throws CallFailedException, InterruptedIOException {
    List<Room> rooms = new ArrayList<>();
    ListRoomsRequest.Builder request = ListRoomsRequest.newBuilder().setPageSize(PAGE_SIZE);
    do {
      ListRoomsRequest page = request.build();
      ListRoomsResponse response =
          RetryingCall.call(transport, limit, answer -> transport.listRooms(page, token, answer));
      rooms.addAll(response.getRoomsList());
      request.setPageToken(response.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return rooms;
  }

  /** Requests a page of a timeline's events. */
  ListMessagesResponse messages(ListMessagesRequest request)
      throws CallFailedException, InterruptedIOException {
    try {
      return RetryingCall.call(
          transport, limit, answer -> transport.listMessages(request, token, answer));
    } catch (CallFailedException e) {
      throw about(request.getRoom(), e);
    }
  }

  /**
   * The failure of a call, with the user name or room that the call was about.
   *
   * @param subject the user name or room; empty if the call was about neither
   */
  private static CallFailedException about(String subject, CallFailedException failure) {
    return subject.isEmpty() ? failure : failure.about(subject);
  }
}
