package chat.charla.server.grpc;

import chat.charla.server.chat.Caller;
import chat.charla.server.chat.Chat;
import chat.charla.server.chat.ContractLimits;
import chat.charla.server.chat.ConverseStream;
import chat.charla.server.chat.StreamOutlet;
import chat.charla.server.delivery.EventSlice;
import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.Outlet;
import chat.charla.server.delivery.Reader;
import chat.charla.server.delivery.ReaderLoop;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomLeft;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Converse stream: commands in, {@link Outgoing} messages out. Owned by its event loop.
 *
 * <p>The server reads a command only while the transport can send to the client and fewer than
 * {@link ContractLimits#MAX_OUTSTANDING_COMMANDS} commands are unanswered. So flow control stops a
 * client that writes and never reads. Flow control also stops a client whose unanswered commands
 * take much memory; otherwise the memory budget would reset the stream, although each command is
 * valid. The server reads no command before the stream has shown a valid session. Otherwise a
 * client without a session could make the server hold commands by not reading the refusal.
 */
final class ConverseCall
    implements StreamOutlet, Outlet, StreamObserver<Incoming<ConverseRequest>> {
  private static final Logger LOG = System.getLogger(ConverseCall.class.getName());

  private final ServerCallStreamObserver<Outgoing> client;
  private final ReaderLoop loop;
  private final Reader reader;
  private final ConverseStream stream;
  private final RefusalCounts refusals;

  /** While the unanswered commands take this many bytes, the server reads no further command. */
  private static final long MAX_OUTSTANDING_BYTES = 1024 * 1024;

  /**
   * With this many unsent bytes, gRPC reports the stream as not ready, so the stream gets no
   * events. The value is larger than one write of a busy room, because gRPC calls back each time
   * the stream becomes ready again. The value is less than gRPC's default of 32 KiB, because the
   * memory budget must assume that each stream has this many unsent bytes.
   */
  private static final int READY_BYTES = 8 * 1024;

  /** Counts the memory of this call; null if the memory is not counted. */
  private final @Nullable MeteredCall metered = MeteredCall.current();

  /** The number of unanswered commands, and the memory that they take, in bytes. */
  private int unanswered;

  private long unansweredBytes;
  private boolean proven;
  private boolean isCommandRequested;
  private boolean ended;
  private boolean failed;

  /**
   * Whether gRPC has reported the stream as ready since the last write. A ready stream stays ready
   * until the next write.
   */
  private boolean ready;

  private ConverseCall(
      ServerCallStreamObserver<Outgoing> client,
      ReaderLoop loop,
      Chat chat,
      LocalDelivery delivery,
      Caller caller,
      RefusalCounts refusals) {
    this.client = client;
    this.refusals = refusals;
    this.loop = loop;
    client.disableAutoRequest();
    client.setOnReadyThreshold(READY_BYTES);
    client.setOnReadyHandler(this::onReady);
    client.setOnCancelHandler(this::onCancelled);
    // The cancel handler is not enough: gRPC does not call it after a callback has thrown.
    client.setOnCloseHandler(this::onCancelled);
    this.reader = delivery.reader(this, loop);
    this.stream = chat.converse(caller, this, reader);
  }

  /**
   * Starts a new call. Runs on the call's event loop.
   *
   * @param loop the event loop, which runs all callbacks of the call
   * @param refusals counts the refusals that the client gets
   * @return the observer of the client's commands
   */
  static StreamObserver<Incoming<ConverseRequest>> start(
      ServerCallStreamObserver<Outgoing> client,
      ReaderLoop loop,
      Chat chat,
      LocalDelivery delivery,
      Caller caller,
      RefusalCounts refusals) {
    return new ConverseCall(client, loop, chat, delivery, caller, refusals);
  }

  // Called by gRPC, on the event loop.

  @Override
  public void onNext(Incoming<ConverseRequest> incoming) {
    isCommandRequested = false;
    ConverseRequest request = incoming.request();
    Refusal refusal = incoming.refusal();
    if (request == null) {
      end(Objects.requireNonNull(refusal), Closing.Action.ACTION_STOP);
      stream.cancelled();
      return;
    }
    unanswered++;
    long bytes = stream.command(request, refusal);
    unansweredBytes += bytes;
    if (metered != null) {
      metered.chargeCommand(bytes);
    }
    requestNextCommand();
  }

  @Override
  public void onCompleted() {
    stream.halfClosed();
  }

  @Override
  public void onError(Throwable failure) {
    onCancelled();
  }

  private void onReady() {
    reader.drain();
    requestNextCommand();
  }

  private void onCancelled() {
    ended = true;
    stream.cancelled();
  }

  private void requestNextCommand() {
    if (proven
        && !isCommandRequested
        && !ended
        && unanswered < ContractLimits.MAX_OUTSTANDING_COMMANDS
        && unansweredBytes < MAX_OUTSTANDING_BYTES
        && client.isReady()) {
      isCommandRequested = true;
      client.request(1);
    }
  }

  // Called by delivery, on the event loop.

  @Override
  public boolean isReady() {
    ready = !ended && !failed && client.isReady();
    return ready;
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
  public void lost(TimelineId timeline, String epoch, long first, long last) {
    send(gap(timeline, epoch, GapReason.GAP_REASON_LOST, first, last));
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
      LOG.log(Level.ERROR, "delivery to a stream failed", defect);
      end(Refusal.internal(), Closing.Action.ACTION_RESUME);
      stream.cancelled();
    }
  }

  // Called by the core, executed on the event loop.

  @Override
  public void proven() {
    loop.execute(
        () -> {
          // The call may be ready already; gRPC reports that only once.
          proven = true;
          requestNextCommand();
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
  public void result(String requestId, Outcome<CommandResult> outcome, long heldBytes) {
    loop.execute(
        () -> {
          unanswered--;
          unansweredBytes -= heldBytes;
          if (metered != null) {
            metered.releaseCommand(heldBytes);
          }
          outcome.match(
              result -> {
                if (!requestId.isEmpty()) {
                  sendResult(requestId, result);
                }
              },
              refusal -> {
                refusals.count(refusal);
                sendResult(
                    requestId,
                    CommandResult.newBuilder().setError(RefusalStatuses.error(refusal)).build());
              });
          requestNextCommand();
        });
  }

  @Override
  public void leftElsewhere(RoomLeft left) {
    CommandResult result = CommandResult.newBuilder().setRoomLeft(left).build();
    loop.execute(() -> sendResult("", result));
  }

  @Override
  public void membershipChanged(MembershipChanged change) {
    Outgoing frame = frame(ConverseResponse.newBuilder().setMembershipChanged(change));
    loop.execute(() -> send(frame));
  }

  @Override
  public void end(Refusal refusal, Closing.Action action) {
    refusals.count(refusal);
    Closing.Builder closing =
        Closing.newBuilder().setError(RefusalStatuses.error(refusal)).setAction(action);
    if (refusal.retryDelay() != null) {
      closing.setReconnectDelay(RefusalStatuses.duration(refusal.retryDelay()));
    }
    loop.execute(
        () -> {
          send(frame(ConverseResponse.newBuilder().setClosing(closing)));
          finish(() -> client.onError(RefusalStatuses.status(refusal)));
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
      if (metered != null) {
        metered.limitUnsent(ready || client.isReady() ? READY_BYTES : Long.MAX_VALUE);
      }
      ready = false;
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
