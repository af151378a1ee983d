package chat.charla.client;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.MembershipChanged;
import chat.charla.v1.Open;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.User;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One {@code Converse} stream, from its {@code Open} to its end.
 *
 * <pre>{@code
 * opened --> CONNECTING --Ready--> READY --half-closed--> DRAINING
 *                 |                  |                       |
 *      no Ready   |                  | a hole in the         | drained, or
 *      in time    |                  | sequences             | a hole
 *                 +------------------+-----------------------+--> OVER
 *                            status, Closing, cancel
 * }</pre>
 *
 * <p>The client's {@link Scheduler} owns this object. The transport may call this object on any
 * thread; the work is then done on the scheduler. After its end, the stream ignores all frames and
 * sends none, so a late frame of an old stream does not affect a newer one.
 */
final class ConverseStream implements StreamListener {
  /** The owner of the stream. The stream reports its progress and its end to the owner. */
  interface Owner {
    /**
     * Whether the chat server has answered before. After that, a response without a reason is
     * assumed to come from a proxy.
     */
    boolean hasServerAnswered();

    /** The server has sent {@code Ready}; the cursors are already updated. */
    void onReady(Ready ready);

    /** An event says that this user, who may be another one, has another name now. */
    void onUserRenamed(User user);

    /** The stream has ended; no more commands are sent on it. */
    void onEnded(StreamEnd end);

    /** The server has ended the stream after a completed drain. */
    void onDrained();
  }

  private enum State {
    /** {@code Open} has been sent. */
    CONNECTING,
    /** {@code Ready} has come: the outbox sends its commands. */
    READY,
    /** Half-closed: the server delivers all remaining events and ends the stream. */
    DRAINING,
    /** The stream has ended. */
    OVER
  }

  /**
   * How many frames the client requests before it has processed them. Together they have at most
   * about 512 KiB.
   */
  private static final int READ_AHEAD = 8;

  /** The handle to use if the transport fails to open a stream. */
  private static final StreamHandle NOT_OPENED =
      new StreamHandle() {
        @Override
        public void send(ConverseRequest command) {}

        @Override
        public void request(int count) {}

        @Override
        public void halfClose() {}

        @Override
        public void cancel() {}
      };

  private final CallServices services;
  private final Cursors cursors;
  private final Outbox outbox;
  private final Owner owner;
  private final Cancellable connectTimer;
  private final StreamHandle handle;

  private State state = State.CONNECTING;

  /** When {@code Ready} came, or null if it has not come. */
  private @Nullable Long readySinceNanos;

  /** Opens the stream. Calls the owner only after this constructor has returned. */
  ConverseStream(
      CallServices services, Cursors cursors, Outbox outbox, Owner owner, String token, Open open) {
    this.services = services;
    this.cursors = cursors;
    this.outbox = outbox;
    this.owner = owner;
    connectTimer = services.scheduler.schedule(services.options.connectTimeout(), this::timeOut);
    handle = open(token, open);
  }

  private StreamHandle open(String token, Open open) {
    try {
      StreamHandle opened = services.transport.converse(token, this);
      opened.send(ConverseRequest.newBuilder().setOpen(open).build());
      opened.request(READ_AHEAD);
      return opened;
    } catch (RuntimeException e) {
      // The transport or an interceptor has a defect. The next attempt may succeed.
      String description = "the transport has failed: " + e;
      services.scheduler.execute(
          () -> end(StreamEnd.givenUp(Status.Code.UNAVAILABLE, description)));
      return NOT_OPENED;
    }
  }

  /** How long ago the stream became ready; zero if it never did. */
  Duration age() {
    return readySinceNanos == null
        ? Duration.ZERO
        : Duration.ofNanos(services.scheduler.nanoTime() - readySinceNanos);
  }

  /**
   * Half-closes a stream that is ready: no more commands will come. The server then delivers all
   * remaining events and ends the stream.
   */
  void halfClose() {
    if (state == State.READY) {
      state = State.DRAINING;
      handle.halfClose();
    }
  }

  /** Ends the stream without telling its owner. */
  void cancel() {
    if (state == State.OVER) {
      return;
    }
    state = State.OVER;
    connectTimer.cancel();
    handle.cancel();
    outbox.disconnect();
  }

  @Override
  public void onFrame(ConverseResponse frame) {
    services.scheduler.execute(
        () -> {
          if (state != State.OVER) {
            process(frame);
          }
          if (state != State.OVER) {
            handle.request(1);
          }
        });
  }

  @Override
  public void onClosed(@Nullable CallFailure failure) {
    services.scheduler.execute(
        () -> {
          if (failure == null && state == State.DRAINING) {
            drained();
          } else if (failure == null) {
            end(StreamEnd.givenUp(Status.Code.OK, "the stream ended without a reason"));
          } else {
            end(StreamEnd.status(failure, owner.hasServerAnswered()));
          }
        });
  }

  /**
   * Called when no {@code Ready} has come in time. Abandons the connection, which may be the cause.
   */
  private void timeOut() {
    if (state == State.CONNECTING) {
      cancel();
      services.transport.abandonConnection();
      String description = "no Ready within " + services.options.connectTimeout();
      owner.onEnded(StreamEnd.givenUp(Status.Code.DEADLINE_EXCEEDED, description));
    }
  }

  private void process(ConverseResponse frame) {
    switch (frame.getPayloadCase()) {
      case READY -> processReady(frame.getReady());
      case RESULT -> processResult(frame.getRequestId(), frame.getResult());
      case BATCH -> frame.getBatch().getEventsList().forEach(this::processEvent);
      case GAP -> processGap(frame.getGap());
      case CAUGHT_UP -> processCaughtUp(frame.getCaughtUp());
      case CLOSING -> processClosing(frame.getClosing());
      case MEMBERSHIP_CHANGED -> processChange(frame.getMembershipChanged());
      case PAYLOAD_NOT_SET -> {
        // The frame is of a kind that is newer than this client's edition: ignore it.
      }
    }
  }

  private void processReady(Ready message) {
    if (state != State.CONNECTING) {
      services.notifier.tell(
          listener -> listener.onProtocolViolation("a second Ready on one stream"));
      return;
    }
    state = State.READY;
    readySinceNanos = services.scheduler.nanoTime();
    connectTimer.cancel();
    cursors.resume(message.getTimelinesList());
    owner.onReady(message);
    outbox.connect(handle::send);
  }

  private void processResult(String requestId, CommandResult result) {
    if (result.getError().getReason() == ErrorReason.ERROR_REASON_OPEN_REPEATED) {
      // Open arrived too late: the server has opened the stream without the client's cursors.
      end(StreamEnd.givenUp(Status.Code.ABORTED, "Open was late"));
      return;
    }
    if (result.hasRoomEntered()) {
      cursors.enter(result.getRoomEntered());
    } else if (result.hasRoomLeft()) {
      cursors.leave(result.getRoomLeft());
    }
    Error aboutIdentity = outbox.settle(requestId, result);
    if (aboutIdentity != null) {
      end(StreamEnd.status(CallFailure.fromError(aboutIdentity), owner.hasServerAnswered()));
    }
  }

  /** Another session of the identity, or a call, has entered or left a room. */
  private void processChange(MembershipChanged message) {
    switch (message.getChangeCase()) {
      case ROOM_ENTERED -> {
        RoomEntered entered = message.getRoomEntered();
        cursors.enter(entered);
        services.notifier.tell(listener -> listener.onRoomEnteredElsewhere(entered));
      }
      case ROOM_LEFT -> {
        RoomLeft left = message.getRoomLeft();
        cursors.leave(left);
        services.notifier.tell(listener -> listener.onRoomLeftElsewhere(left));
      }
      case CHANGE_NOT_SET -> {
        // The change is of a kind that is newer than this client's edition: ignore it.
      }
    }
  }

  private void processEvent(Event event) {
    if (state == State.OVER) {
      // An earlier event in the batch has ended the stream: the next stream delivers this event
      // again.
      return;
    }
    if (event.getSequence() == 0) {
      if (event.hasUserRenamed()) {
        owner.onUserRenamed(event.getActor());
      }
      services.notifier.tell(listener -> listener.onEvent(event));
      return;
    }
    switch (cursors.admit(event)) {
      case KNOWN -> {}
      case DELIVER -> services.notifier.tell(listener -> listener.onEvent(event));
      case DELIVER_AFTER_LOSS -> {
        violation("the events before this one are missing, without a Gap: " + position(event));
        services.notifier.tell(listener -> listener.onEvent(event));
      }
      case HOLE -> resume("an event does not follow the cursor: " + position(event));
    }
  }

  private void processGap(Gap gap) {
    switch (cursors.admit(gap)) {
      case KNOWN -> {}
      case DELIVER, DELIVER_AFTER_LOSS -> services.notifier.tell(listener -> listener.onGap(gap));
      case HOLE -> {
        String first = "first missing " + gap.getFirstMissingSequence();
        resume(
            "a Gap does not follow the cursor: " + first + ", " + cursors.describe(gap.getRoom()));
      }
    }
  }

  private void processCaughtUp(CaughtUp caughtUp) {
    if (cursors.hasMissedEvents(caughtUp)) {
      String position = caughtUp.getSequence() + ", " + cursors.describe(caughtUp.getRoom());
      resume("CaughtUp came before all events: sequence " + position);
      return;
    }
    services.notifier.tell(listener -> listener.onCaughtUp(caughtUp));
  }

  /** Ends the stream at once, since only the status follows. */
  private void processClosing(Closing closing) {
    if (state == State.DRAINING && !closing.hasError()) {
      drained();
    } else {
      end(StreamEnd.closing(closing));
    }
  }

  /** Ends the stream because events are missing; the next stream delivers them from the cursor. */
  private void resume(String description) {
    violation(description);
    end(StreamEnd.givenUp(Status.Code.DATA_LOSS, description));
  }

  private String position(Event event) {
    return "sequence " + event.getSequence() + ", " + cursors.describe(event.getRoom());
  }

  private void violation(String description) {
    services.notifier.tell(listener -> listener.onProtocolViolation(description));
  }

  private void drained() {
    if (state != State.OVER) {
      cancel();
      owner.onDrained();
    }
  }

  private void end(StreamEnd end) {
    if (state != State.OVER) {
      if (end.failure().reason() == ErrorReason.ERROR_REASON_INTERNAL) {
        outbox.serverFailed();
      }
      cancel();
      owner.onEnded(end);
    }
  }
}
