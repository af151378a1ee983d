package chat.charla.android.world;

import chat.charla.testkit.Patience;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stream of a {@link Peer}, and the durable events delivered on it. Thread-safe. */
final class PeerStream implements ClientResponseObserver<ConverseRequest, ConverseResponse> {
  private final List<Event> events = new ArrayList<>();
  private @Nullable ClientCallStreamObserver<ConverseRequest> commands;
  private boolean ready;
  private Status.@Nullable Code end;

  /** Opens a stream over this channel, for this identity. */
  static PeerStream open(ManagedChannel channel, Peer identity) {
    PeerStream stream = new PeerStream();
    var ignored = identity.asynchronously(channel).converse(stream);
    stream.send(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build());
    return stream;
  }

  /** Posts a message to the lobby. */
  void say(String text) {
    SendMessageRequest message =
        SendMessageRequest.newBuilder().setRoom("lobby").setText(text).build();
    send(ConverseRequest.newBuilder().setSendMessage(message).build());
  }

  /** Cancels the stream. */
  synchronized void cancel() {
    if (commands != null) {
      commands.cancel("cancelled by the test", null);
    }
  }

  /** Returns when the server has sent {@code Ready}. */
  void awaitOpen() {
    Patience.await("an open stream", this::isReady);
  }

  /**
   * Returns when exactly these texts have been delivered. An empty text stands for an event that is
   * not a message.
   */
  void awaitTexts(String... expected) {
    Patience.await(
        String.join(", ", expected), () -> {}, () -> texts().equals(List.of(expected)), this::seen);
  }

  /** Waits until the stream has ended, and returns its status code. */
  Status.Code awaitEnd() {
    Patience.await("the end of a stream", () -> end() != null);
    Status.Code code = end();
    return code == null ? Status.Code.OK : code;
  }

  boolean isOpen() {
    return isReady() && end() == null;
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  List<String> texts() {
    return events().stream().map(event -> event.getMessagePosted().getText()).toList();
  }

  @Override
  public synchronized void beforeStart(ClientCallStreamObserver<ConverseRequest> call) {
    commands = call;
  }

  @Override
  public synchronized void onNext(ConverseResponse frame) {
    ready |= frame.hasReady();
    for (Event event : frame.getBatch().getEventsList()) {
      if (event.getSequence() > 0) {
        events.add(event);
      }
    }
  }

  @Override
  public synchronized void onError(Throwable failure) {
    end = Status.fromThrowable(failure).getCode();
  }

  @Override
  public synchronized void onCompleted() {
    end = Status.Code.OK;
  }

  private synchronized void send(ConverseRequest command) {
    if (commands != null) {
      commands.onNext(command);
    }
  }

  private synchronized boolean isReady() {
    return ready;
  }

  private synchronized Status.@Nullable Code end() {
    return end;
  }

  private String seen() {
    return "it has " + texts();
  }
}
