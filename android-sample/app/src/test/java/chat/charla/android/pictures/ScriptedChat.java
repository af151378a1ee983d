package chat.charla.android.pictures;

import chat.charla.android.session.TransportFactory;
import chat.charla.client.Answer;
import chat.charla.client.Cancellable;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.client.Transport;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.ExecuteResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.Limits;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListSessionsRequest;
import chat.charla.v1.ListSessionsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Ready;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scripted server without a network. It accepts every join, lists its users, and delivers the
 * prepared messages on each stream. It does not answer other calls and commands.
 */
final class ScriptedChat implements TransportFactory.Link, Transport {
  private static final Limits LIMITS =
      Limits.newBuilder()
          .setMaxTextCodePoints(64)
          .setMaxTextBytes(256)
          .setMaxOutstandingCommands(8)
          .build();
  private static final Cancellable NOTHING_TO_CANCEL = () -> {};

  private final Lines lines;
  private volatile @Nullable StreamListener stream;

  ScriptedChat(Lines lines) {
    this.lines = lines;
  }

  @Override
  public Transport transport() {
    return this;
  }

  @Override
  public void close() {}

  @Override
  public Cancellable join(
      JoinRequest request, @Nullable String token, Answer<JoinResponse> answer) {
    answer.onSuccess(
        JoinResponse.newBuilder()
            .setSelf(Lines.ANA)
            .setSessionToken("token")
            .setLimits(LIMITS)
            .build());
    return NOTHING_TO_CANCEL;
  }

  @Override
  public Cancellable listUsers(
      ListUsersRequest request, String token, Answer<ListUsersResponse> answer) {
    ListUsersResponse.Builder users =
        ListUsersResponse.newBuilder().setTotalSize(Lines.PEOPLE.size());
    for (User user : Lines.PEOPLE) {
      users.addUsers(PresentUser.newBuilder().setUser(user).setPresence(Presence.PRESENCE_ONLINE));
    }
    answer.onSuccess(users.build());
    return NOTHING_TO_CANCEL;
  }

  @Override
  public Cancellable listSessions(
      ListSessionsRequest request, String token, Answer<ListSessionsResponse> answer) {
    answer.onSuccess(ListSessionsResponse.newBuilder().addAllSessions(lines.sessions).build());
    return NOTHING_TO_CANCEL;
  }

  @Override
  public StreamHandle converse(String token, StreamListener listener) {
    return new StreamHandle() {
      @Override
      public void send(ConverseRequest command) {
        if (command.hasOpen()) {
          play(listener);
        }
      }

      @Override
      public void request(int frames) {}

      @Override
      public void halfClose() {}

      @Override
      public void cancel() {}
    };
  }

  /** Delivers {@link Lines#later} on the newest stream. */
  void playLater() {
    deliver(Objects.requireNonNull(stream), lines.later);
  }

  private void play(StreamListener listener) {
    stream = listener;
    long head = lines.events.stream().filter(event -> event.getSequence() > 0).count();
    Ready ready =
        Ready.newBuilder()
            .setSelf(Lines.ANA)
            .setLimits(LIMITS)
            .addTimelines(timeline("", 0))
            .addTimelines(timeline(Lines.ROOM, head))
            .build();
    listener.onFrame(ConverseResponse.newBuilder().setReady(ready).build());
    deliver(listener, lines.events);
    listener.onFrame(
        ConverseResponse.newBuilder()
            .setCaughtUp(CaughtUp.newBuilder().setRoom(Lines.ROOM).setSequence(head))
            .build());
  }

  private static void deliver(StreamListener listener, List<Event> events) {
    listener.onFrame(
        ConverseResponse.newBuilder()
            .setBatch(EventBatch.newBuilder().addAllEvents(events))
            .build());
  }

  private static TimelineState timeline(String room, long head) {
    return TimelineState.newBuilder()
        .setRoom(room)
        .setEpoch("epoch")
        .setHeadSequence(head)
        .setFirstSequence(1)
        .setUserCount(Lines.PEOPLE.size())
        .build();
  }

  @Override
  public Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer) {
    return NOTHING_TO_CANCEL;
  }

  @Override
  public Cancellable listRooms(
      ListRoomsRequest request, String token, Answer<ListRoomsResponse> answer) {
    return NOTHING_TO_CANCEL;
  }

  @Override
  public Cancellable listMessages(
      ListMessagesRequest request, String token, Answer<ListMessagesResponse> answer) {
    return NOTHING_TO_CANCEL;
  }

  @Override
  public Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer) {
    return NOTHING_TO_CANCEL;
  }

  @Override
  public Cancellable execute(ExecuteRequest request, String token, Answer<ExecuteResponse> answer) {
    return NOTHING_TO_CANCEL;
  }

  @Override
  public Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer) {
    return NOTHING_TO_CANCEL;
  }
}
