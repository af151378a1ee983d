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
import chat.charla.v1.Open;
import chat.charla.v1.Ready;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One {@code Converse} stream, from its {@code Open} to its end.
 *
 * <p>Owned by the client's {@link Scheduler}; callbacks of the transport are handed over to it.
 * After its end, the stream ignores all frames and sends none, so a late frame of an old stream
 * does not affect a newer one.
 */
final class Conversation implements StreamListener {
  /** The owner of the stream, which is told how it goes. */
  interface Owner {
    /**
     * Whether the chat server has answered before. A response from anything else then comes from a
     * proxy.
     */
    boolean hasServerAnswered();

    /** The server has sent {@code Ready}; the cursors are already updated. */
    void onReady(Ready ready);

    /** The stream has ended; no more commands are sent on it. */
    void onEnded(StreamEnd end);

    /** The server has ended the stream after a completed drain. */
    void onDrained();
  }

  /**
   * How many frames the client requests ahead of processing them: together at most about 512 KiB.
   */
  private static final int READ_AHEAD = 8;

  private final Scheduler scheduler;
  private final Notifier notifier;
  private final Cursors cursors;
  private final Outbox outbox;
  private final Owner owner;

  private @Nullable StreamHandle handle;
  private @Nullable Cancellable connectTimer;
  private boolean ready;
  private long readySince;
  private boolean halfClosed;
  private boolean over;

  Conversation(
      Scheduler scheduler, Notifier notifier, Cursors cursors, Outbox outbox, Owner owner) {
    this.scheduler = scheduler;
    this.notifier = notifier;
    this.cursors = cursors;
    this.outbox = outbox;
    this.owner = owner;
  }

  void open(Transport transport, String token, Open open, Duration connectTimeout) {
    connectTimer = scheduler.schedule(connectTimeout, () -> timeOut(transport, connectTimeout));
    StreamHandle opened = transport.converse(token, this);
    handle = opened;
    opened.send(ConverseRequest.newBuilder().setOpen(open).build());
    opened.request(READ_AHEAD);
  }

  /** No {@code Ready} came in time. The cause may be this connection, so it is abandoned. */
  private void timeOut(Transport transport, Duration limit) {
    if (!over) {
      cancel();
      transport.abandonConnection();
      owner.onEnded(StreamEnd.givenUp(Status.Code.DEADLINE_EXCEEDED, "no Ready within " + limit));
    }
  }

  /** How long the stream has been ready; zero if it is not. */
  Duration age() {
    return ready ? Duration.ofNanos(scheduler.nanoTime() - readySince) : Duration.ZERO;
  }

  /**
   * Half-closes: no more commands will come. The server then delivers all remaining events and ends
   * the stream.
   */
  void halfClose() {
    if (!halfClosed && handle != null) {
      halfClosed = true;
      handle.halfClose();
    }
  }

  /** Ends the stream without telling its owner. */
  void cancel() {
    if (over) {
      return;
    }
    over = true;
    if (connectTimer != null) {
      connectTimer.cancel();
    }
    if (handle != null) {
      handle.cancel();
    }
    outbox.disconnect();
  }

  @Override
  public void onFrame(ConverseResponse frame) {
    scheduler.execute(
        () -> {
          if (!over) {
            take(frame);
          }
          if (!over && handle != null) {
            handle.request(1);
          }
        });
  }

  @Override
  public void onClosed(@Nullable CallFailure failure) {
    scheduler.execute(
        () -> {
          if (failure == null && halfClosed) {
            drained();
          } else if (failure == null) {
            end(StreamEnd.givenUp(Status.Code.OK, "the stream ended without a reason"));
          } else {
            end(StreamEnd.status(failure, owner.hasServerAnswered()));
          }
        });
  }

  private void take(ConverseResponse frame) {
    switch (frame.getPayloadCase()) {
      case READY -> takeReady(frame.getReady());
      case RESULT -> takeResult(frame.getRequestId(), frame.getResult());
      case BATCH -> frame.getBatch().getEventsList().forEach(this::takeEvent);
      case GAP -> takeGap(frame.getGap());
      case CAUGHT_UP -> takeCaughtUp(frame.getCaughtUp());
      case CLOSING -> takeClosing(frame.getClosing());
      case PAYLOAD_NOT_SET -> {
        // Newer than this client: ignore it.
      }
    }
  }

  private void takeReady(Ready message) {
    if (ready) {
      notifier.tell(listener -> listener.onProtocolViolation("a second Ready on one stream"));
      return;
    }
    ready = true;
    readySince = scheduler.nanoTime();
    if (connectTimer != null) {
      connectTimer.cancel();
    }
    cursors.resume(message.getTimelinesList());
    owner.onReady(message);
    StreamHandle stream = handle;
    if (stream != null) {
      outbox.connect(stream::send);
    }
  }

  private void takeResult(String requestId, CommandResult result) {
    if (result.getError().getReason() == ErrorReason.ERROR_REASON_OPEN_REPEATED) {
      // Open arrived too late: the server has opened the stream without its cursors.
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

  private void takeEvent(Event event) {
    if (over) {
      // An earlier event in the batch has ended the stream: the next stream delivers this one
      // again.
      return;
    }
    if (event.getSequence() == 0) {
      notifier.tell(listener -> listener.onEvent(event));
      return;
    }
    switch (cursors.admit(event)) {
      case KNOWN -> {}
      case DELIVER -> notifier.tell(listener -> listener.onEvent(event));
      case DELIVER_AFTER_LOSS -> {
        violation("events are missing without a Gap before: " + place(event));
        notifier.tell(listener -> listener.onEvent(event));
      }
      case HOLE -> resume("an event does not follow on: " + place(event));
    }
  }

  private void takeGap(Gap gap) {
    switch (cursors.admit(gap)) {
      case KNOWN -> {}
      case DELIVER, DELIVER_AFTER_LOSS -> notifier.tell(listener -> listener.onGap(gap));
      case HOLE -> {
        String first = "first missing " + gap.getFirstMissingSequence();
        resume("a Gap does not follow on: " + first + ", " + cursors.describe(gap.getRoom()));
      }
    }
  }

  private void takeCaughtUp(CaughtUp caughtUp) {
    if (cursors.isMissing(caughtUp)) {
      String place = caughtUp.getSequence() + ", " + cursors.describe(caughtUp.getRoom());
      resume("CaughtUp came before all events: sequence " + place);
      return;
    }
    notifier.tell(listener -> listener.onCaughtUp(caughtUp));
  }

  /** Ends the stream at once, since only the status follows. */
  private void takeClosing(Closing closing) {
    if (halfClosed && !closing.hasError()) {
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

  private String place(Event event) {
    return "sequence " + event.getSequence() + ", " + cursors.describe(event.getRoom());
  }

  private void violation(String description) {
    notifier.tell(listener -> listener.onProtocolViolation(description));
  }

  private void drained() {
    if (!over) {
      cancel();
      owner.onDrained();
    }
  }

  private void end(StreamEnd end) {
    if (!over) {
      if (end.failure().reason() == ErrorReason.ERROR_REASON_INTERNAL) {
        outbox.serverFailed();
      }
      cancel();
      owner.onEnded(end);
    }
  }
}
