package chat.charla.client;

import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Limits;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.SendMessageResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The commands that have no result yet, in the order in which the application gave them.
 *
 * <p>While a stream is open, it is kept filled with as many of them as the server allows to be
 * unanswered. When a stream is lost nothing is lost here: the next one gets them all again, in
 * order, messages with the same ids.
 *
 * <p>When the server tells a command to wait, nothing is sent until the delay has passed, also if
 * another stream is open by then, and until everything under way is answered: the server refuses
 * what follows a message that has to be repeated, so that may have to be repeated as well. Then all
 * of it is sent again in order, before anything new.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class Outbox {
  private static final int DEFAULT_WINDOW = 64;

  /** How often the server may fail over one command, before its outcome stays unknown. */
  private static final int MAX_FAILURES = 3;

  private final Scheduler scheduler;
  private final Notifier notifier;
  private final Backoff backoff;
  private final int capacity;
  private final Runnable whenEmptied;

  private final Set<Command> queue = new LinkedHashSet<>();
  private final Map<String, Command> inFlight = new HashMap<>();

  /** What had no result when the server failed: one of these is why, so each is sent alone. */
  private final Set<Command> suspects = new LinkedHashSet<>();

  private long lastRequestId;
  private @Nullable Limits limits;
  private @Nullable Consumer<ConverseRequest> wire;
  private @Nullable Cancellable pause;
  private long pausedUntilNanos;

  /** Whether something was told to wait and has not been sent again since. */
  private boolean repeating;

  /**
   * An empty outbox.
   *
   * @param whenEmptied told when a stream is open and every command has its result
   */
  Outbox(Scheduler scheduler, Notifier notifier, ClientOptions options, Runnable whenEmptied) {
    this.scheduler = scheduler;
    this.notifier = notifier;
    this.backoff = new Backoff(options.backoffBase(), options.backoffCap(), options.random());
    this.capacity = options.maxPendingMessages();
    this.whenEmptied = whenEmptied;
  }

  void setLimits(Limits limits) {
    this.limits = limits;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Takes a message, or refuses it at once. */
  void add(PendingMessage message) {
    if (queue.size() >= capacity) {
      refuse(message, tooMany());
      return;
    }
    if (passesLimits(message)) {
      queue.add(new Command.Send(message));
      pump();
    }
  }

  /**
   * Takes what an earlier process has saved. Entering a room comes before what is said there, and
   * leaving it after that. The earlier process may have sent any of it after it was saved.
   *
   * @return the messages, in order
   */
  List<PendingMessage> restore(SavedSession saved) {
    restoreRooms(saved, true);
    List<PendingMessage> messages = new ArrayList<>();
    for (SavedSession.SavedMessage message : saved.messages()) {
      PendingMessage pending =
          new PendingMessage(message.clientMessageId(), message.target(), message.text());
      messages.add(pending);
      Command command = Command.Send.restored(pending);
      if (message.wasTransmitted()) {
        command.transmitted();
        command.landed();
      }
      queue.add(command);
    }
    restoreRooms(saved, false);
    return messages;
  }

  /**
   * Takes the wish to be in a room, or not to be in it. The newest wish about a room replaces those
   * before it, but for entering it to say something there, which has to be said first.
   */
  void addRoom(String room, boolean enter) {
    addRoom(new Command.Room(room, enter));
  }

  private void addRoom(Command.Room wish) {
    String room = wish.room;
    Error error = LocalLimits.checkRoom(room);
    if (error == null && queue.size() >= capacity) {
      error = tooMany().error();
    }
    if (error != null) {
      Error refusal = error;
      notifier.tell(listener -> listener.onRoomRefused(room, refusal));
      return;
    }
    dropWishesBefore(wish);
    queue.add(wish);
    pump();
  }

  /** A stream is ready: sends everything on it. */
  void connect(Consumer<ConverseRequest> stream) {
    wire = stream;
    if (repeating && pausedUntilNanos - scheduler.nanoTime() > 0) {
      pause();
    } else {
      pump();
    }
  }

  /**
   * The stream is about to be gone because of a bug in the server, perhaps over a command that has
   * no result. Which one it is shows when each is sent alone; after some attempts it is given up,
   * or it would be repeated for ever and hold back what follows.
   */
  void serverFailed() {
    suspects.addAll(inFlight.values());
    if (inFlight.size() != 1) {
      return;
    }
    Command command = inFlight.values().iterator().next();
    if (command.serverFailed() >= MAX_FAILURES) {
      Error.Builder error = Error.newBuilder().setReason(ErrorReason.ERROR_REASON_INTERNAL);
      error.setCode(Status.Code.INTERNAL.value()).setMessage("the server fails over this command");
      fail(command, error.build());
    }
  }

  /** The stream is gone. What the server has told to wait waits on the next one, too. */
  void disconnect() {
    wire = null;
    inFlight.clear();
    queue.forEach(Command::landed);
    unpause();
  }

  /**
   * Takes the result of a command.
   *
   * @return the error, if it is one about the identity rather than about the command; the command
   *     then stays, for the next stream
   */
  @Nullable Error settle(String requestId, CommandResult result) {
    Command command = inFlight.remove(requestId);
    if (result.hasRoomEntered()) {
      notifier.tell(listener -> listener.onRoomEntered(result.getRoomEntered()));
    } else if (result.hasRoomLeft()) {
      notifier.tell(listener -> listener.onRoomLeft(result.getRoomLeft()));
    }
    if (command == null) {
      return null;
    }
    command.landed();
    if (!result.hasError()) {
      backoff.reset();
      succeed(command, result);
    } else if (FailurePolicy.concernsIdentity(result.getError().getReason())) {
      return result.getError();
    } else if (mayBeRepeated(command, result.getError())) {
      pauseAfter(result.getError());
      return null;
    } else {
      fail(command, result.getError());
    }
    pump();
    return null;
  }

  /**
   * The identity has ended, and its messages must not be repeated. What no process has transmitted
   * was not sent; the rest may have been posted or not. The wish to be in a room is kept for the
   * next identity.
   */
  void abandonMessages() {
    disconnect();
    repeating = false;
    List<Command> abandoned = new ArrayList<>(queue);
    queue.clear();
    for (Command command : abandoned) {
      if (command instanceof Command.Room wish) {
        dropWishesBefore(wish);
        queue.add(wish);
      }
    }
    queue.removeIf(command -> command instanceof Command.Room wish && !wish.enter);
    for (Command command : abandoned) {
      PendingMessage message = command.message();
      if (message != null && command.mayHaveHadEffect()) {
        message.outcomeUnknown(null);
        notifier.tell(listener -> listener.onMessageSettled(message));
      } else if (message != null) {
        refuse(message, Refusal.local(Refusal.Kind.NOT_RUNNING, "the identity has ended"));
      }
    }
  }

  /** Puts what is here into a snapshot. */
  void saveTo(SavedSession.Builder saved) {
    for (Command command : queue) {
      if (command instanceof Command.Send send) {
        PendingMessage message = send.message;
        saved.addMessage(
            new SavedSession.SavedMessage(
                message.clientMessageId(),
                message.target(),
                message.text(),
                command.wasTransmitted()));
      } else if (command instanceof Command.Room wish) {
        saved.addRoom(wish.room, wish.enter, wish.mayHaveHadEffect());
      }
    }
  }

  void refuse(PendingMessage message, Refusal refusal) {
    message.refused(refusal);
    notifier.tell(listener -> listener.onMessageSettled(message));
  }

  private void pump() {
    Consumer<ConverseRequest> stream = wire;
    if (stream == null || pause != null || (repeating && !inFlight.isEmpty())) {
      return;
    }
    repeating = false;
    int window = window();
    for (Iterator<Command> commands = queue.iterator();
        commands.hasNext() && inFlight.size() < window; ) {
      Command command = commands.next();
      if (command.isInFlight()) {
        continue;
      }
      if (hasToWait(command)) {
        // So has what comes after it, or it would overtake it.
        break;
      }
      PendingMessage message = command.message();
      if (message != null && !mayBeWritten(command, message)) {
        commands.remove();
        continue;
      }
      String requestId = Long.toString(++lastRequestId);
      ConverseRequest.Builder request = ConverseRequest.newBuilder().setRequestId(requestId);
      command.writeTo(request);
      command.transmitted();
      inFlight.put(requestId, command);
      stream.accept(request.build());
    }
    if (queue.isEmpty()) {
      whenEmptied.run();
    }
  }

  private void restoreRooms(SavedSession saved, boolean enter) {
    for (SavedSession.SavedRoomWish wish : saved.roomWishes()) {
      if (wish.isEnter() == enter) {
        addRoom(Command.Room.restored(wish.room(), enter));
      }
    }
  }

  private void dropWishesBefore(Command.Room newest) {
    boolean saidThere = false;
    List<Command> newestFirst = new ArrayList<>(queue);
    Collections.reverse(newestFirst);
    for (Command command : newestFirst) {
      if (!command.concernsRoomOf(newest)) {
        continue;
      }
      if (!(command instanceof Command.Room older)) {
        saidThere = true;
      } else if (!older.enter || !saidThere) {
        newest.replace(older);
        queue.remove(older);
      }
    }
  }

  private boolean mayBeRepeated(Command command, Error error) {
    if (!(command instanceof Command.Room wish) || !FailurePolicy.isOfARate(error)) {
      return FailurePolicy.isTransient(error);
    }
    long now = scheduler.nanoTime();
    for (Command waiting : queue) {
      if (waiting instanceof Command.Room other) {
        other.heldUpSince(now);
      }
    }
    return FailurePolicy.mayHoldUp(error, Duration.ofNanos(now - wish.heldUpSince(now)));
  }

  /** Whether something has no result yet that this command has to follow. */
  private boolean hasToWait(Command command) {
    // Whatever is before it in the queue is in flight by now.
    for (Command other : inFlight.values()) {
      if (command.hasToFollow(other)) {
        return true;
      }
    }
    return false;
  }

  private void succeed(Command command, CommandResult result) {
    queue.remove(command);
    PendingMessage message = command.message();
    if (message != null) {
      // Another outcome than `message_sent`, or none, is one that this client does not know: done.
      SendMessageResponse response = result.getMessageSent();
      message.sent(response);
      notifier.tell(listener -> listener.onMessageSettled(message));
    }
  }

  private void fail(Command command, Error error) {
    // A newer command for the same room has replaced this one: report nothing.
    boolean wanted = queue.remove(command);
    PendingMessage message = command.message();
    if (message != null && error.getReason() == ErrorReason.ERROR_REASON_INTERNAL) {
      message.outcomeUnknown(error);
      notifier.tell(listener -> listener.onMessageSettled(message));
    } else if (message != null) {
      refuse(message, new Refusal(Refusal.Kind.BY_SERVER, error));
    } else if (wanted && command instanceof Command.Room wish) {
      failWish(wish, error);
    }
  }

  private void failWish(Command.Room wish, Error error) {
    boolean outside =
        error.getReason() == ErrorReason.ERROR_REASON_NOT_A_MEMBER
            || error.getReason() == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND;
    if (!wish.enter && wish.mayBeDoneAlready() && outside) {
      // An earlier attempt has left the room, and its answer was lost. This refusal confirms it.
      RoomLeft left = RoomLeft.newBuilder().setRoom(wish.room).build();
      notifier.tell(listener -> listener.onRoomLeft(left));
      return;
    }
    notifier.tell(listener -> listener.onRoomRefused(wish.room, error));
  }

  /**
   * Nothing is sent for a while, so that the order of the messages survives the repetition. Of what
   * is refused together, the longest delay is kept.
   */
  private void pauseAfter(Error error) {
    repeating = true;
    Duration asked = error.hasRetryDelay() ? Delays.fromProto(error.getRetryDelay()) : null;
    long now = scheduler.nanoTime();
    if (pause != null && (asked == null || now + asked.toNanos() - pausedUntilNanos <= 0)) {
      return;
    }
    pausedUntilNanos = now + backoff.next(asked).toNanos();
    pause();
  }

  private void pause() {
    unpause();
    pause =
        scheduler.schedule(
            Duration.ofNanos(pausedUntilNanos - scheduler.nanoTime()),
            () -> {
              pause = null;
              pump();
            });
  }

  private void unpause() {
    if (pause != null) {
      pause.cancel();
      pause = null;
    }
  }

  /**
   * Whether a message may be written to a stream, or else is settled. What a server may have had
   * already is its own to judge: it may know the id. But what an earlier process may have written
   * under other limits, or not, could be too large for the transport now and break every stream.
   */
  private boolean mayBeWritten(Command command, PendingMessage message) {
    if (command.wasTransmitted()) {
      return true;
    }
    if (!command.mayHaveHadEffect()) {
      return passesLimits(message);
    }
    if (LocalLimits.isRequestWithin(message.toRequest().getSerializedSize(), limits)) {
      return true;
    }
    message.outcomeUnknown(null);
    notifier.tell(listener -> listener.onMessageSettled(message));
    return false;
  }

  private boolean passesLimits(PendingMessage message) {
    Error error = LocalLimits.checkMessage(message, limits);
    if (error == null) {
      return true;
    }
    refuse(message, new Refusal(Refusal.Kind.BY_LIMITS, error));
    return false;
  }

  private Refusal tooMany() {
    return Refusal.local(Refusal.Kind.TOO_MANY_PENDING, capacity + " commands have no result yet");
  }

  private int window() {
    suspects.retainAll(queue);
    if (!suspects.isEmpty()) {
      return 1;
    }
    int allowed = limits == null ? 0 : limits.getMaxOutstandingCommands();
    return allowed > 0 ? Math.min(allowed, DEFAULT_WINDOW) : DEFAULT_WINDOW;
  }
}
