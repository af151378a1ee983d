package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.server.simulation.SimulatedTransport;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.Gap;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.Open;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.TimelineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One Converse stream: sends what the test tells it to, and records every frame in order. */
final class ScriptedStream implements StreamListener {
  private final World world;
  private final SimulatedTransport transport;
  private final StreamHandle handle;
  private final List<ConverseResponse> frames = new ArrayList<>();
  private @Nullable CallFailure failure;
  private boolean ended;
  private int commands;

  ScriptedStream(World world, SimulatedTransport transport, String token) {
    this.world = world;
    this.transport = transport;
    this.handle = transport.converse(token, this);
  }

  @Override
  public void onFrame(ConverseResponse frame) {
    frames.add(frame);
  }

  @Override
  public void onClosed(@Nullable CallFailure reason) {
    failure = reason;
    ended = true;
  }

  // What the client does. Nothing here advances the time.

  void open(Open.Builder open) {
    send("", ConverseRequest.newBuilder().setOpen(open));
  }

  void send(String requestId, ConverseRequest.Builder command) {
    handle.send(command.setRequestId(requestId).build());
  }

  void post(String requestId, SendMessageRequest message) {
    send(requestId, ConverseRequest.newBuilder().setSendMessage(message));
  }

  /** Posts to the lobby and asks for no result. */
  void say(String text) {
    post("", ScriptedClient.lobby("", text));
  }

  void enter(String requestId, String room) {
    send(
        requestId, ConverseRequest.newBuilder().setEnterRoom(EnterRoom.newBuilder().setRoom(room)));
  }

  /** Enters a room, unless it does not exist. */
  void enterExisting(String requestId, String room) {
    send(
        requestId,
        ConverseRequest.newBuilder()
            .setEnterRoom(EnterRoom.newBuilder().setRoom(room).setMustExist(true)));
  }

  void leave(String requestId, String room) {
    send(
        requestId, ConverseRequest.newBuilder().setLeaveRoom(LeaveRoom.newBuilder().setRoom(room)));
  }

  void halfClose() {
    handle.halfClose();
  }

  /** Cancels the call; the identity stays in the chat. */
  void cancel() {
    handle.cancel();
  }

  /** The connection breaks, and the server notices at once. */
  void cut() {
    transport.cut(Duration.ZERO);
  }

  /** Reads nothing for this long. */
  void stall(Duration duration) {
    transport.stall(duration);
  }

  // What the client receives. These methods advance the time until it has arrived.

  Ready ready() {
    return frame("Ready", ConverseResponse::hasReady).getReady();
  }

  /** The state of the timeline when the stream began; an empty name is the inbox. */
  TimelineState timeline(String room) {
    return ready().getTimelinesList().stream()
        .filter(state -> state.getRoom().equals(room))
        .findFirst()
        .orElseThrow();
  }

  CommandResult result(String requestId) {
    return frame(
            "result of " + requestId,
            frame -> frame.hasResult() && frame.getRequestId().equals(requestId))
        .getResult();
  }

  /** Enters a room; returns whether the server accepted it. */
  boolean enters(String room) {
    return resultOf(EnterRoom.newBuilder().setRoom(room)).hasRoomEntered();
  }

  /** Enters a room, which must be accepted, and returns the state of its timeline. */
  TimelineState entered(String room) {
    return resultOf(EnterRoom.newBuilder().setRoom(room)).getRoomEntered().getTimeline();
  }

  /** Leaves a room; returns whether the server accepted it. */
  boolean leaves(String room) {
    String id = "command " + ++commands;
    leave(id, room);
    return result(id).hasRoomLeft();
  }

  private CommandResult resultOf(EnterRoom.Builder command) {
    String id = "command " + ++commands;
    send(id, ConverseRequest.newBuilder().setEnterRoom(command));
    return result(id);
  }

  /** The command must be refused for this reason, and the stream must not end. */
  void refused(String requestId, ErrorReason reason) {
    assertEquals(reason, result(requestId).getError().getReason());
    world.moment();
    assertTrue(isLive(), "the stream has ended");
  }

  Closing closing() {
    return frame("Closing", ConverseResponse::hasClosing).getClosing();
  }

  /** Waits for the end and returns its reason; the status must agree with {@code Closing}. */
  CallFailure failure() {
    world.await("the end of the stream", () -> ended);
    assertNotNull(failure, "the stream ended with OK");
    assertEquals(closing().getError().getReason(), failure.reason());
    return failure;
  }

  /** The stream must end for this reason and with this action. */
  Closing ends(ErrorReason reason, Closing.Action action) {
    assertEquals(reason, failure().reason());
    assertEquals(action, closing().getAction());
    assertEquals(frames.size() - 1, index(ConverseResponse::hasClosing), "Closing comes last");
    return closing();
  }

  /** The stream must end with OK, after a {@code Closing} with STOP. */
  void endsWithOk() {
    world.await("the end of the stream", () -> ended);
    assertNull(failure);
    assertEquals(Closing.newBuilder().setAction(Closing.Action.ACTION_STOP).build(), closing());
  }

  ConverseResponse frame(String what, Predicate<ConverseResponse> wanted) {
    world.await(what, () -> first(wanted).isPresent());
    return first(wanted).orElseThrow();
  }

  // What the client has received so far.

  boolean isLive() {
    return !ended;
  }

  List<ConverseResponse> frames() {
    return frames;
  }

  /** Discards all frames received so far. */
  void forget() {
    frames.clear();
  }

  /** The index of the first frame that matches, or -1. */
  int index(Predicate<ConverseResponse> wanted) {
    return first(wanted).map(frames::indexOf).orElse(-1);
  }

  List<EventBatch> batches() {
    return frames.stream()
        .filter(ConverseResponse::hasBatch)
        .map(ConverseResponse::getBatch)
        .toList();
  }

  /** The events of a room, or of the inbox. */
  List<Event> events(String room) {
    return batches().stream()
        .flatMap(batch -> batch.getEventsList().stream())
        .filter(event -> event.getRoom().equals(room))
        .toList();
  }

  List<Event> durable(String room) {
    return events(room).stream().filter(event -> event.getSequence() > 0).toList();
  }

  List<Event> ephemeral(String room) {
    return events(room).stream().filter(event -> event.getSequence() == 0).toList();
  }

  /** The kinds of the ephemeral events of a room, each with the name of its actor. */
  List<String> describeEphemeral(String room) {
    return ephemeral(room).stream()
        .map(event -> event.getKindCase() + " " + event.getActor().getName())
        .toList();
  }

  List<Long> sequences(String room) {
    return durable(room).stream().map(Event::getSequence).toList();
  }

  List<String> texts(String room) {
    return durable(room).stream().map(event -> event.getMessagePosted().getText()).toList();
  }

  List<Gap> gaps() {
    return frames.stream().filter(ConverseResponse::hasGap).map(ConverseResponse::getGap).toList();
  }

  /** The sequences of all {@code CaughtUp} frames of a timeline, in order. */
  List<Long> caughtUp(String room) {
    return frames.stream()
        .filter(frame -> frame.hasCaughtUp() && frame.getCaughtUp().getRoom().equals(room))
        .map(ConverseResponse::getCaughtUp)
        .map(CaughtUp::getSequence)
        .toList();
  }

  /**
   * The changes of memberships by other calls, as the server reports them to a stream of edition 1.
   */
  List<MembershipChanged> membershipChanges() {
    return frames.stream()
        .filter(ConverseResponse::hasMembershipChanged)
        .map(ConverseResponse::getMembershipChanged)
        .toList();
  }

  /**
   * The rooms that the identity has left by another call, as the server reports them to a stream of
   * edition 0.
   */
  List<RoomLeft> leftElsewhere() {
    return frames.stream()
        .filter(frame -> frame.getRequestId().isEmpty() && frame.getResult().hasRoomLeft())
        .map(frame -> frame.getResult().getRoomLeft())
        .toList();
  }

  private Optional<ConverseResponse> first(Predicate<ConverseResponse> wanted) {
    return frames.stream().filter(wanted).findFirst();
  }
}
