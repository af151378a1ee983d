package chat.charla.server.grpc;

import chat.charla.server.delivery.EventSlice;
import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.server.session.Caller;
import chat.charla.server.session.Chat;
import chat.charla.server.session.Conversation;
import chat.charla.server.session.StreamOutlet;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.Ready;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Converse stream: commands in, {@link Outgoing} messages out. Owned by its event loop.
 *
 * <p>A command is taken only while the client reads what it is sent and fewer than {@link
 * ChatService#MAX_OUTSTANDING_COMMANDS} commands are unanswered, so a client that writes and never
 * reads stops itself. None is taken before it is known whose stream it is: a stranger that reads
 * nothing cannot be refused for good, and what it has begun to send would be kept.
 */
final class ConverseCall implements StreamOutlet, StreamObserver<Incoming<ConverseRequest>> {
  private static final Logger LOG = System.getLogger(ConverseCall.class.getName());

  private final ServerCallStreamObserver<Outgoing> client;
  private final ReaderLoop loop;
  private final Conversation conversation;

  /** What the server holds for this call; null if that is not counted. */
  private final @Nullable HeldCall held = HeldCall.current();

  private int outstanding;
  private boolean proven;
  private boolean requested;
  private boolean ended;
  private boolean failed;

  private ConverseCall(
      ServerCallStreamObserver<Outgoing> client, ReaderLoop loop, Chat chat, Caller caller) {
    this.client = client;
    this.loop = loop;
    client.disableAutoRequest();
    client.setOnReadyHandler(this::onReady);
    client.setOnCancelHandler(this::onCancelled);
    // A call that gRPC itself ends, for an exception of ours, is not cancelled.
    client.setOnCloseHandler(this::onCancelled);
    this.conversation = chat.converse(caller, this, loop);
  }

  /**
   * Takes up a new call. On its event loop.
   *
   * @param loop the event loop, which runs all callbacks of the call
   * @return takes the client's commands
   */
  static StreamObserver<Incoming<ConverseRequest>> start(
      ServerCallStreamObserver<Outgoing> client, ReaderLoop loop, Chat chat, Caller caller) {
    return new ConverseCall(client, loop, chat, caller);
  }

  // From the client, on the event loop.

  @Override
  public void onNext(Incoming<ConverseRequest> incoming) {
    requested = false;
    ConverseRequest request = incoming.request();
    Rejection fault = incoming.fault();
    if (request == null) {
      end(Objects.requireNonNull(fault), Closing.Action.ACTION_STOP);
      conversation.cancelled();
      return;
    }
    outstanding++;
    if (held != null) {
      held.commandTaken();
    }
    conversation.command(request, fault);
    takeNext();
  }

  @Override
  public void onCompleted() {
    conversation.halfClosed();
  }

  @Override
  public void onError(Throwable failure) {
    onCancelled();
  }

  private void onReady() {
    conversation.outletReady();
    takeNext();
  }

  private void onCancelled() {
    ended = true;
    conversation.cancelled();
  }

  private void takeNext() {
    if (proven
        && !requested
        && !ended
        && outstanding < ChatService.MAX_OUTSTANDING_COMMANDS
        && client.isReady()) {
      requested = true;
      client.request(1);
    }
  }

  // From delivery, on the event loop.

  @Override
  public boolean isReady() {
    return !ended && !failed && client.isReady();
  }

  @Override
  public void deliver(EventSlice events) {
    send(new Outgoing.Batch(events));
  }

  @Override
  public void trimmed(TimelineId timeline, String epoch, long first, long last) {
    send(gap(timeline, epoch, GapReason.GAP_REASON_TRIMMED, first, last));
  }

  @Override
  public void caughtUp(TimelineId timeline, long sequence) {
    send(
        frame(
            ConverseResponse.newBuilder()
                .setCaughtUp(
                    CaughtUp.newBuilder().setRoom(timeline.roomName()).setSequence(sequence))));
  }

  @Override
  public void failed(RuntimeException defect) {
    if (!failed) {
      failed = true;
      LOG.log(Level.ERROR, "delivering to a stream failed", defect);
      end(Rejection.internal(), Closing.Action.ACTION_RESUME);
      conversation.cancelled();
    }
  }

  // From the core, carried out on the event loop.

  @Override
  public void proven() {
    loop.execute(
        () -> {
          // The transport may be ready already; and the call has started by now.
          proven = true;
          takeNext();
        });
  }

  @Override
  public void ready(Ready ready) {
    Outgoing frame = frame(ConverseResponse.newBuilder().setReady(ready));
    loop.execute(() -> send(frame));
  }

  @Override
  public void reset(TimelineId timeline, String epoch, long resumeAfter) {
    Outgoing frame = gap(timeline, epoch, GapReason.GAP_REASON_RESET, 0, resumeAfter);
    loop.execute(() -> send(frame));
  }

  @Override
  public void result(String requestId, Outcome<CommandResult> outcome) {
    loop.execute(
        () -> {
          outstanding--;
          if (held != null) {
            held.commandAnswered();
          }
          outcome.match(
              result -> {
                if (!requestId.isEmpty()) {
                  sendResult(requestId, result);
                }
              },
              rejection ->
                  sendResult(
                      requestId,
                      CommandResult.newBuilder().setError(Errors.error(rejection)).build()));
          takeNext();
        });
  }

  @Override
  public void end(Rejection rejection, Closing.Action action) {
    Closing.Builder closing =
        Closing.newBuilder().setError(Errors.error(rejection)).setAction(action);
    if (rejection.retryDelay() != null) {
      closing.setReconnectDelay(Errors.duration(rejection.retryDelay()));
    }
    loop.execute(
        () -> {
          send(frame(ConverseResponse.newBuilder().setClosing(closing)));
          finish(() -> client.onError(Errors.status(rejection)));
        });
  }

  @Override
  public void complete() {
    loop.execute(
        () -> {
          send(
              frame(
                  ConverseResponse.newBuilder()
                      .setClosing(Closing.newBuilder().setAction(Closing.Action.ACTION_STOP))));
          finish(client::onCompleted);
        });
  }

  private void sendResult(String requestId, CommandResult result) {
    send(frame(ConverseResponse.newBuilder().setRequestId(requestId).setResult(result)));
  }

  private void send(Outgoing message) {
    if (!ended) {
      client.onNext(message);
    }
  }

  private void finish(Runnable end) {
    if (!ended) {
      ended = true;
      end.run();
    }
  }

  private static Outgoing frame(ConverseResponse.Builder response) {
    return new Outgoing.Frame(response.build());
  }

  private static Outgoing gap(
      TimelineId timeline, String epoch, GapReason reason, long first, long last) {
    return frame(
        ConverseResponse.newBuilder()
            .setGap(
                Gap.newBuilder()
                    .setRoom(timeline.roomName())
                    .setEpoch(epoch)
                    .setReason(reason)
                    .setFirstMissingSequence(first)
                    .setLastMissingSequence(last)));
  }
}
