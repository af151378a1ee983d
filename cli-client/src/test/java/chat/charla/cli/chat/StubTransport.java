package chat.charla.cli.chat;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.client.Transport;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
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
import chat.charla.v1.Ready;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server that behaves as a test says, for what a real one does rarely. It takes every name that
 * it is not told to refuse, and keeps what is sent unanswered.
 */
final class StubTransport implements Transport {
  private static final long LIMIT_SECONDS = 20;

  private final BlockingQueue<StreamListener> streams = new LinkedBlockingQueue<>();
  private final BlockingQueue<CallFailure> joinRefusals = new LinkedBlockingQueue<>();

  private final BlockingQueue<String> messageIds = new LinkedBlockingQueue<>();

  void refuseNextJoin(CallFailure failure) {
    joinRefusals.add(failure);
  }

  /** The next stream that the client opens. */
  StreamListener nextStream() throws InterruptedException {
    StreamListener stream = streams.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no stream was opened");
    }
    return stream;
  }

  /** The id of the next message that is sent. */
  String nextMessageId() throws InterruptedException {
    String id = messageIds.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (id == null) {
      throw new AssertionError("no message was sent");
    }
    return id;
  }

  @Override
  public Cancellable join(
      JoinRequest request, @Nullable String token, Answer<JoinResponse> answer) {
    CallFailure refusal = joinRefusals.poll();
    if (refusal != null) {
      answer.onFailure(refusal);
    } else {
      answer.onSuccess(
          JoinResponse.newBuilder()
              .setSelf(self(request.getName()))
              .setSessionToken("token")
              .setWelcome("hola\n<Luis>: falso")
              .build());
    }
    return () -> {};
  }

  @Override
  public StreamHandle converse(String token, StreamListener listener) {
    streams.add(listener);
    return new StreamHandle() {
      @Override
      public void send(ConverseRequest command) {
        if (command.hasSendMessage()) {
          messageIds.add(command.getSendMessage().getClientMessageId());
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

  /** What a stream begins with. */
  static void open(StreamListener stream, String name) {
    TimelineState lobby = TimelineState.newBuilder().setRoom("lobby").setEpoch("e").build();
    Ready ready = Ready.newBuilder().setSelf(self(name)).addTimelines(lobby).build();
    stream.onFrame(ConverseResponse.newBuilder().setReady(ready).build());
    CaughtUp caughtUp = CaughtUp.newBuilder().setRoom("lobby").build();
    stream.onFrame(ConverseResponse.newBuilder().setCaughtUp(caughtUp).build());
  }

  @Override
  public Cancellable listUsers(
      ListUsersRequest request, String token, Answer<ListUsersResponse> answer) {
    answer.onSuccess(ListUsersResponse.getDefaultInstance());
    return () -> {};
  }

  @Override
  public Cancellable leave(LeaveRequest request, String token, Answer<LeaveResponse> answer) {
    answer.onSuccess(LeaveResponse.getDefaultInstance());
    return () -> {};
  }

  @Override
  public Cancellable whoAmI(WhoAmIRequest request, String token, Answer<WhoAmIResponse> answer) {
    return unimplemented(answer);
  }

  @Override
  public Cancellable listRooms(
      ListRoomsRequest request, String token, Answer<ListRoomsResponse> answer) {
    return unimplemented(answer);
  }

  @Override
  public Cancellable listMessages(
      ListMessagesRequest request, String token, Answer<ListMessagesResponse> answer) {
    return unimplemented(answer);
  }

  @Override
  public Cancellable sendMessage(
      SendMessageRequest request, String token, Answer<SendMessageResponse> answer) {
    return unimplemented(answer);
  }

  private static User self(String name) {
    return User.newBuilder().setId("me").setName(name).build();
  }

  private static Cancellable unimplemented(Answer<?> answer) {
    answer.onFailure(CallFailure.of(Status.Code.UNIMPLEMENTED, "not in this test"));
    return () -> {};
  }
}
