package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.testkit.Patience;
import chat.charla.testkit.Recording;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.Event;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.Open;
import chat.charla.v1.Ready;
import chat.charla.v1.SendMessageRequest;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One Converse stream, which records what it receives. For one thread. */
public final class RawStream {
  private final ClientCall<ConverseRequest, ConverseResponse> call;
  private final Recording<ConverseResponse> frames = new Recording<>();
  private final CompletableFuture<Refusal> end = new CompletableFuture<>();

  private RawStream(ClientCall<ConverseRequest, ConverseResponse> call) {
    this.call = call;
  }

  static RawStream start(ClientCall<ConverseRequest, ConverseResponse> call) {
    return start(call, Integer.MAX_VALUE);
  }

  static RawStream start(ClientCall<ConverseRequest, ConverseResponse> call, int frames) {
    RawStream stream = new RawStream(call);
    call.start(stream.new Listener(), new Metadata());
    call.request(frames);
    return stream;
  }

  public void open(Open open) {
    send(ConverseRequest.newBuilder().setOpen(open).build());
  }

  public void send(ConverseRequest command) {
    call.sendMessage(command);
  }

  /** Posts to the lobby without waiting. */
  public void say(String text) {
    send("", SendMessageRequest.newBuilder().setRoom("lobby").setText(text).build());
  }

  /** Posts without waiting. */
  public void send(String requestId, SendMessageRequest message) {
    send(ConverseRequest.newBuilder().setRequestId(requestId).setSendMessage(message).build());
  }

  /** Enters a room; returns when the server has answered. */
  public void enter(String room) {
    String requestId = "enter " + room;
    EnterRoom enter = EnterRoom.newBuilder().setRoom(room).build();
    send(ConverseRequest.newBuilder().setRequestId(requestId).setEnterRoom(enter).build());
    assertTrue(result(requestId).hasRoomEntered());
  }

  /** Leaves a room; returns when the server has answered. */
  public void leave(String room) {
    String requestId = "leave " + room;
    LeaveRoom leave = LeaveRoom.newBuilder().setRoom(room).build();
    send(ConverseRequest.newBuilder().setRequestId(requestId).setLeaveRoom(leave).build());
    assertTrue(result(requestId).hasRoomLeft());
  }

  public void halfClose() {
    call.halfClose();
  }

  public void cancel() {
    call.cancel("the test is done with the stream", null);
  }

  public Ready ready() {
    return frame("Ready", ConverseResponse::hasReady).getReady();
  }

  public CommandResult result(String requestId) {
    return frame(
            "result of '" + requestId + "'",
            frame -> frame.hasResult() && frame.getRequestId().equals(requestId))
        .getResult();
  }

  public Closing closing() {
    return frame("Closing", ConverseResponse::hasClosing).getClosing();
  }

  /** Waits for the message with this text. */
  public Event message(String text) {
    return event(
        "message '" + text + "'",
        event -> event.hasMessagePosted() && event.getMessagePosted().getText().equals(text));
  }

  /** Waits for the first event that matches. */
  public Event event(String what, Predicate<Event> wanted) {
    ConverseResponse frame =
        frame(what, candidate -> candidate.getBatch().getEventsList().stream().anyMatch(wanted));
    return frame.getBatch().getEventsList().stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Waits for the first frame that matches. */
  public ConverseResponse frame(String what, Predicate<ConverseResponse> wanted) {
    return frames.await(what, wanted);
  }

  /**
   * All frames that this stream has received until now. Wait for a frame of this stream first: an
   * event that another stream has received may arrive here later.
   */
  public List<ConverseResponse> frames() {
    return frames.all();
  }

  /**
   * Waits until this stream has received this many messages, in all timelines together. Returns
   * them in the order of their arrival.
   */
  public List<Event> messages(int count) {
    return frames
        .awaitAll(
            count + " messages",
            all -> all.stream().mapToInt(frame -> messages(frame).size()).sum() >= count)
        .stream()
        .flatMap(frame -> messages(frame).stream())
        .toList();
  }

  /** Waits as {@link #messages} does, and returns only the texts. */
  public List<String> texts(int count) {
    return messages(count).stream().map(event -> event.getMessagePosted().getText()).toList();
  }

  private static List<Event> messages(ConverseResponse frame) {
    return frame.getBatch().getEventsList().stream().filter(Event::hasMessagePosted).toList();
  }

  /** How the call ended; waits for the end. */
  public Refusal end() {
    return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }

  public boolean ended() {
    return end.isDone();
  }

  private final class Listener extends ClientCall.Listener<ConverseResponse> {
    @Override
    public void onMessage(ConverseResponse frame) {
      frames.add(frame);
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
      end.complete(Refusal.of(status, trailers));
      frames.end();
    }
  }
}
