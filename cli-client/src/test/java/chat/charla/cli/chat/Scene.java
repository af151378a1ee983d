package chat.charla.cli.chat;

import chat.charla.cli.chat.state.ChatSettings;
import chat.charla.cli.chat.state.SessionStore;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Words;
import chat.charla.cli.text.Language;
import chat.charla.client.CallFailure;
import chat.charla.client.ClientOptions;
import chat.charla.client.FakeScheduler;
import chat.charla.client.SavedSession;
import chat.charla.client.StreamListener;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import chat.charla.v1.UserJoined;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ana at her terminal, in Spanish, in virtual time, with a server that the test controls. The clock
 * always shows 14:03. Not thread-safe.
 */
public final class Scene {
  static final User ANA = user("Ana", "me");
  static final User LUIS = user("Luis", "l1");
  static final Instant NOW = Instant.parse("2026-03-02T14:03:20Z");

  final VirtualTime time = new VirtualTime();
  final FakeScheduler scheduler = new FakeScheduler(time);
  final StubTransport server = new StubTransport();
  final RecordingConsole console;
  final Words words = new Words(Language.SPANISH);
  final Chat chat;

  /** Log-ins at the issuer of the server. */
  final FakeIssuer issuer = new FakeIssuer();

  /** Every session that was saved in {@link #lasting} mode. */
  final List<SavedSession> kept;

  private final ClientOptions.Builder clientOptions =
      ClientOptions.builder()
          .random(() -> 0.999)
          .backoff(Duration.ofSeconds(8), Duration.ofSeconds(30));
  private @Nullable StreamListener stream;
  private @Nullable CompletableFuture<Prompt> turn;

  private Scene(
      boolean person,
      ChatSettings settings,
      FirstScreen firstScreen,
      @Nullable SavedSession saved,
      @Nullable SessionStore store,
      boolean passwordsProtected,
      List<SavedSession> kept) {
    this.kept = kept;
    console = new RecordingConsole(person);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    ChatOptions options =
        new ChatOptions(
            "Ana",
            "localhost:9998",
            settings,
            firstScreen,
            clock,
            saved,
            store,
            passwordsProtected,
            () -> "portátil",
            issuer);
    chat = new Chat(server, scheduler, console, words, options, clientOptions);
  }

  /** A user who has just started the program. */
  static Scene person() {
    return new Scene(true, ChatSettings.DEFAULT, FirstScreen.NOTHING, null, null, true, List.of());
  }

  static Scene person(ChatSettings settings) {
    return new Scene(true, settings, FirstScreen.NOTHING, null, null, true, List.of());
  }

  /** A user to whom the chat introduces each entered room. */
  static Scene newcomer() {
    FirstScreen all = new FirstScreen(20, true, true);
    return new Scene(true, ChatSettings.DEFAULT, all, null, null, true, List.of());
  }

  /** A user whose connection others can read. */
  static Scene unprotected() {
    FirstScreen nothing = FirstScreen.NOTHING;
    return new Scene(true, ChatSettings.DEFAULT, nothing, null, null, false, List.of());
  }

  static Scene pipe() {
    return new Scene(false, ChatSettings.DEFAULT, FirstScreen.NOTHING, null, null, true, List.of());
  }

  /** A user with a lasting identity. */
  static Scene lasting(@Nullable SavedSession saved) {
    List<SavedSession> kept = new ArrayList<>();
    return new Scene(true, ChatSettings.DEFAULT, FirstScreen.NOTHING, saved, kept::add, true, kept);
  }

  /** A user whose identity is saved in this store. */
  static Scene keptIn(SessionStore store) {
    return new Scene(true, ChatSettings.DEFAULT, FirstScreen.NOTHING, null, store, true, List.of());
  }

  Scene starts() {
    turn = chat.start();
    time.run();
    return this;
  }

  /** Starts, joins, and is in the empty lobby. */
  Scene joins() {
    starts();
    return opens(timeline("lobby", 0, 0), timeline("", 0, 0)).reads();
  }

  /** The server sends {@code Ready} on a new stream. */
  Scene opens(TimelineState... timelines) {
    return opens(ANA, timelines);
  }

  Scene opens(User self, TimelineState... timelines) {
    stream = server.nextStream();
    Ready.Builder ready = Ready.newBuilder().setSelf(self).setLimits(server.limits());
    for (TimelineState timeline : timelines) {
      ready.addTimelines(timeline);
    }
    frame(ConverseResponse.newBuilder().setReady(ready));
    for (TimelineState timeline : timelines) {
      if (timeline.getHeadSequence() == timeline.getResumeAfter()) {
        caughtUp(timeline.getRoom(), timeline.getHeadSequence());
      }
    }
    return this;
  }

  Scene caughtUp(String room, long sequence) {
    return frame(
        ConverseResponse.newBuilder()
            .setCaughtUp(CaughtUp.newBuilder().setRoom(room).setSequence(sequence)));
  }

  /** The connection breaks. */
  Scene losesConnection() {
    listener().onClosed(CallFailure.of(Status.Code.UNAVAILABLE, "End of stream or IOException"));
    time.run();
    return this;
  }

  /** The server ends the stream for this reason. */
  Scene streamEnds(ErrorReason reason, Map<String, String> metadata) {
    listener().onClosed(refusal(reason, metadata));
    time.run();
    return this;
  }

  Scene types(String line) {
    turn = chat.take(line);
    time.run();
    return this;
  }

  /** Types a line that is not shown. */
  Scene typesHidden(String secret) {
    turn = chat.takeHidden(secret);
    time.run();
    return this;
  }

  /** Advances the time. */
  Scene waits(Duration duration) {
    time.advance(duration);
    return this;
  }

  /** Discards the output so far. */
  Scene reads() {
    console.rest();
    return this;
  }

  /** The prompt of the requested line, or null if none is requested. */
  @Nullable Prompt prompt() {
    CompletableFuture<Prompt> waiting = turn;
    return waiting == null || waiting.isCancelled() ? null : waiting.getNow(null);
  }

  /** The server delivers these events. */
  Scene receives(Event... events) {
    return frame(
        ConverseResponse.newBuilder()
            .setBatch(EventBatch.newBuilder().addAllEvents(List.of(events))));
  }

  Scene gap(String room, long first, long last) {
    Gap gap =
        Gap.newBuilder()
            .setRoom(room)
            .setEpoch("e")
            .setReason(GapReason.GAP_REASON_TRIMMED)
            .setFirstMissingSequence(first)
            .setLastMissingSequence(last)
            .build();
    return frame(ConverseResponse.newBuilder().setGap(gap));
  }

  /** The server has stored a message. */
  Scene accepts(ConverseRequest command, long sequence) {
    return accepts(command, sequence, false);
  }

  Scene accepts(ConverseRequest command, long sequence, boolean duplicate) {
    SendMessageResponse sent =
        SendMessageResponse.newBuilder()
            .setRoom(command.getSendMessage().getRoom())
            .setEpoch("e")
            .setSequence(sequence)
            .setCreateTime(time(NOW))
            .setDuplicate(duplicate)
            .build();
    return result(command, CommandResult.newBuilder().setMessageSent(sent));
  }

  /** The server tells the client to wait because of slow mode. */
  Scene slows(ConverseRequest command, long seconds) {
    Error.Builder error =
        Error.newBuilder()
            .setReason(ErrorReason.ERROR_REASON_RATE_LIMITED)
            .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
            .putMetadata("limit", "slow_mode");
    error.getRetryDelayBuilder().setSeconds(seconds);
    return result(command, CommandResult.newBuilder().setError(error));
  }

  Scene refuses(ConverseRequest command, ErrorReason reason) {
    Error error = Error.newBuilder().setReason(reason).setCode(5).build();
    return result(command, CommandResult.newBuilder().setError(error));
  }

  Scene enters(ConverseRequest command, String room) {
    RoomEntered entered = RoomEntered.newBuilder().setTimeline(timeline(room, 0, 0)).build();
    return result(command, CommandResult.newBuilder().setRoomEntered(entered));
  }

  Scene leaves(ConverseRequest command, String room, long lastSequence) {
    RoomLeft left = RoomLeft.newBuilder().setRoom(room).setLastSequence(lastSequence).build();
    return result(command, CommandResult.newBuilder().setRoomLeft(left));
  }

  /** Another program of the user enters a room. */
  Scene entersElsewhere(String room) {
    RoomEntered entered = RoomEntered.newBuilder().setTimeline(timeline(room, 0, 0)).build();
    return changes(MembershipChanged.newBuilder().setRoomEntered(entered));
  }

  /** Another program of the user leaves a room. */
  Scene leavesElsewhere(String room) {
    return changes(MembershipChanged.newBuilder().setRoomLeft(RoomLeft.newBuilder().setRoom(room)));
  }

  /** The server has stored a message of Ana, and sends its event. */
  Scene posts(ConverseRequest command, long sequence) {
    return receives(echo(command, sequence));
  }

  static Event echo(ConverseRequest command, long sequence) {
    return said(
            command.getSendMessage().getRoom(), sequence, ANA, command.getSendMessage().getText())
        .toBuilder()
        .setMessagePosted(
            MessagePosted.newBuilder()
                .setText(command.getSendMessage().getText())
                .setClientMessageId(command.getSendMessage().getClientMessageId()))
        .build();
  }

  public static Event said(String room, long sequence, User author, String text) {
    return event(room, sequence, author)
        .setMessagePosted(MessagePosted.newBuilder().setText(text))
        .build();
  }

  public static Event saidPrivately(long sequence, User author, User recipient, String text) {
    return event("", sequence, author)
        .setMessagePosted(MessagePosted.newBuilder().setText(text).setRecipient(recipient))
        .build();
  }

  /** An event with the current time. */
  public static Event.Builder event(String room, long sequence, User actor) {
    return Event.newBuilder()
        .setRoom(room)
        .setSequence(sequence)
        .setCreateTime(time(NOW))
        .setActor(actor);
  }

  static TimelineState timeline(String room, long resumeAfter, long head) {
    return TimelineState.newBuilder()
        .setRoom(room)
        .setEpoch("e")
        .setResumeAfter(resumeAfter)
        .setHeadSequence(head)
        .setUserCount(1)
        .build();
  }

  public static User user(String name, String id) {
    return User.newBuilder().setName(name).setId(id).build();
  }

  /** A user enters the lobby. */
  static Event joined(User user) {
    return event("lobby", 0, user).setUserJoined(UserJoined.getDefaultInstance()).build();
  }

  /** A user leaves the chat. */
  static Event left(User user) {
    return event("lobby", 0, user)
        .setUserLeft(UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEFT))
        .build();
  }

  static Timestamp time(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }

  static CallFailure refusal(ErrorReason reason, Map<String, String> metadata) {
    return CallFailure.of(Status.Code.ABORTED, reason, "", metadata, null);
  }

  private Scene changes(MembershipChanged.Builder change) {
    return frame(ConverseResponse.newBuilder().setMembershipChanged(change));
  }

  private Scene result(ConverseRequest command, CommandResult.Builder result) {
    return frame(
        ConverseResponse.newBuilder().setRequestId(command.getRequestId()).setResult(result));
  }

  private Scene frame(ConverseResponse.Builder frame) {
    listener().onFrame(frame.build());
    time.run();
    return this;
  }

  private StreamListener listener() {
    if (stream == null) {
      throw new AssertionError("there is no stream");
    }
    return stream;
  }
}
