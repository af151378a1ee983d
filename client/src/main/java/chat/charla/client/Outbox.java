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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The commands without a result, in the order in which the application gave them.
 *
 * <p>While a stream is open, the number of commands in flight stays within the server's limit.
 * After the loss of a stream, all commands are sent again on the next stream, in order. Messages
 * keep their ids.
 *
 * <p>When the server asks for a command to be retried after a delay, the outbox sends nothing until
 * the delay has passed and every command in flight has its result. If the stream is lost, the delay
 * also applies to the next stream. The server also refuses the messages that follow a message to be
 * retried, so these have to be retried as well. After the delay, the outbox sends all of them again
 * in order, before any new command. {@link SlowRooms} has the delays of slow mode.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Outbox {
  private static final int DEFAULT_WINDOW = 64;

  /** How often the server may fail on one command before the command is given up. */
  private static final int MAX_FAILURES = 3;

  private final Scheduler scheduler;
  private final Notifier notifier;
  private final Backoff backoff;
  private final LongSupplier wallClock;
  private final int capacity;
  private final Runnable whenEmptied;
  private final SlowRooms slowRooms;

  private final Set<Command> queue = new LinkedHashSet<>();
  private final Map<String, Command> inFlight = new HashMap<>();

  /**
   * The commands that were in flight when the server failed. Any of them may be the cause, so each
   * command is sent alone.
   */
  private final Set<Command> suspects = new LinkedHashSet<>();

  private long lastRequestId;
  private @Nullable Limits limits;
  private @Nullable Consumer<ConverseRequest> openStream;
  private @Nullable Cancellable pause;
  private long pausedUntilNanos;

  /** Whether a command has to be retried and has not been sent again since. */
  private boolean repeating;

  private boolean neverSentFromSnapshot;

  /**
   * An empty outbox.
   *
   * @param whenEmptied run when a stream is open and every command has its result
   */
  Outbox(Scheduler scheduler, Notifier notifier, ClientOptions options, Runnable whenEmptied) {
    this.scheduler = scheduler;
    this.notifier = notifier;
    this.backoff = new Backoff(options.backoffBase(), options.backoffCap(), options.random());
    this.wallClock = options.wallClock();
    this.capacity = options.maxPendingMessages();
    this.whenEmptied = whenEmptied;
    this.slowRooms = new SlowRooms(scheduler, options, this::sendCommands);
  }

  void setLimits(Limits limits) {
    this.limits = limits;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Adds a message, or refuses it at once. */
  void add(PendingMessage message) {
    if (queue.size() >= capacity) {
      refuse(message, tooMany());
    } else if (passesLimits(message)) {
      queue.add(new Command.Send(message));
      sendCommands();
    }
  }

  /**
   * Restores the commands that an earlier process has saved: entering rooms first, then messages,
   * then leaving rooms. The earlier process may have sent any of them after saving, except messages
   * that the snapshot calls never sent.
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
      if (message.wasNeverSent()) {
        neverSentFromSnapshot = true;
        queue.add(new Command.Send(pending));
        continue;
      }
      Command command = Command.Send.restored(pending, message.firstSentMillis());
      if (message.wasTransmitted()) {
        command.transmitted(message.firstSentMillis());
        command.clearInFlight();
      }
      queue.add(command);
    }
    restoreRooms(saved, false);
    return messages;
  }

  /**
   * Adds a command to enter or leave a room. It replaces the older pending commands for the same
   * room, except a command to enter the room that precedes a pending message to the room.
   */
  void addRoom(String room, boolean enter) {
    addRoom(new Command.Room(room, enter));
  }

  private void addRoom(Command.Room command) {
    String room = command.room;
    Error error = LocalLimits.checkRoom(room);
    if (error == null && queue.size() >= capacity) {
      error = tooMany().error();
    }
    if (error != null) {
      Error refusal = error;
      notifier.tell(listener -> listener.onRoomRefused(room, refusal));
      return;
    }
    dropRoomCommandsReplacedBy(command);
    queue.add(command);
    sendCommands();
  }

  /** A stream is ready: sends the commands on it. */
  void connect(Consumer<ConverseRequest> stream) {
    openStream = stream;
    slowRooms.connected();
    if (repeating && pausedUntilNanos - scheduler.nanoTime() > 0) {
      pause();
    } else {
      sendCommands();
    }
  }

  /**
   * Called when the stream is about to end because of an internal error of the server. One of the
   * commands in flight may be the cause. On the next stream, the outbox sends each of these
   * commands alone. If the server has failed {@link #MAX_FAILURES} times while the same command was
   * the only one in flight, the outbox gives that command up, because otherwise it would be retried
   * forever and block later commands.
   */
  void serverFailed() {
    suspects.addAll(inFlight.values());
    if (inFlight.size() != 1) {
      return;
    }
    Command command = inFlight.values().iterator().next();
    if (command.serverFailed() >= MAX_FAILURES) {
      Error.Builder error = Error.newBuilder().setReason(ErrorReason.ERROR_REASON_INTERNAL);
      error.setCode(Status.Code.INTERNAL.value()).setMessage("the server fails on this command");
      fail(command, error.build());
    }
  }

  /**
   * The stream has ended. A delay that the server has asked for also applies to the next stream.
   */
  void disconnect() {
    openStream = null;
    slowRooms.disconnected();
    inFlight.clear();
    queue.forEach(Command::clearInFlight);
    unpause();
  }

  /**
   * Takes the result of a command.
   *
   * @return the error if it concerns the identity, otherwise null. After such an error, the command
   *     stays pending for the next stream
   */
  @Nullable Error settle(String requestId, CommandResult result) {
    Command command = inFlight.remove(requestId);
    if (result.hasRoomEntered()) {
      notifier.tell(listener -> listener.onRoomEntered(result.getRoomEntered()));
    } else if (result.hasRoomLeft()) {
      RoomLeft left = result.getRoomLeft();
      notifier.tell(
          requestId.isEmpty()
              ? listener -> listener.onRoomLeftElsewhere(left)
              : listener -> listener.onRoomLeft(left));
    }
    if (command == null) {
      return null;
    }
    command.clearInFlight();
    if (!result.hasError()) {
      backoff.reset();
      succeed(command, result);
    } else if (FailurePolicy.concernsIdentity(result.getError().getReason())) {
      return result.getError();
    } else if (waitsForSlowMode(command, result.getError())) {
      // Only the messages to this room wait.
    } else if (mayRetry(command, result.getError())) {
      pauseAfter(result.getError());
      return null;
    } else {
      fail(command, result.getError());
    }
    sendCommands();
    return null;
  }

  /**
   * The identity has ended, and its messages must not be sent again. Messages that were certainly
   * never sent are refused. The outcome of all other messages is unknown. Commands to enter a room
   * are kept for the next identity.
   */
  void abandonMessages() {
    disconnect();
    slowRooms.forget();
    repeating = false;
    List<Command> abandoned = new ArrayList<>(queue);
    queue.clear();
    for (Command command : abandoned) {
      if (command instanceof Command.Room roomCommand) {
        dropRoomCommandsReplacedBy(roomCommand);
        queue.add(roomCommand);
      }
    }
    queue.removeIf(command -> command instanceof Command.Room roomCommand && !roomCommand.enter);
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

  /** Whether {@link #restore} has found messages that were never sent. */
  boolean hasNeverSentFromSnapshot() {
    return neverSentFromSnapshot;
  }

  /**
   * Adds the commands to a snapshot.
   *
   * @param closed whether the client is closed, so that it sends nothing after the snapshot
   */
  void saveTo(SavedSession.Builder saved, boolean closed) {
    queue.forEach(command -> command.saveTo(saved, closed, wallClock.getAsLong()));
  }

  void refuse(PendingMessage message, Refusal refusal) {
    message.refused(refusal);
    notifier.tell(listener -> listener.onMessageSettled(message));
  }

  private void sendCommands() {
    Consumer<ConverseRequest> stream = openStream;
    if (stream == null || pause != null || (repeating && !inFlight.isEmpty())) {
      return;
    }
    repeating = false;
    int window = window();
    for (Iterator<Command> commands = queue.iterator();
        commands.hasNext() && inFlight.size() < window; ) {
      Command command = commands.next();
      if (command.isInFlight() || slowRooms.holds(command, inFlight.values())) {
        continue;
      }
      if (hasToWait(command)) {
        // Later commands wait as well, to keep the order.
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
      command.transmitted(wallClock.getAsLong());
      inFlight.put(requestId, command);
      stream.accept(request.build());
    }
    if (queue.isEmpty()) {
      whenEmptied.run();
    }
  }

  private void restoreRooms(SavedSession saved, boolean enter) {
    for (SavedSession.SavedRoomCommand command : saved.roomCommands()) {
      if (command.isEnter() == enter) {
        addRoom(Command.Room.restored(command.room(), enter));
      }
    }
  }

  private void dropRoomCommandsReplacedBy(Command.Room newest) {
    boolean messageBetween = false;
    List<Command> newestFirst = new ArrayList<>(queue);
    Collections.reverse(newestFirst);
    for (Command command : newestFirst) {
      if (!command.concernsRoomOf(newest)) {
        continue;
      }
      if (!(command instanceof Command.Room older)) {
        messageBetween = true;
      } else if (!older.enter || !messageBetween) {
        newest.replace(older);
        queue.remove(older);
      }
    }
  }

  private boolean mayRetry(Command command, Error error) {
    if (!(command instanceof Command.Room roomCommand) || !FailurePolicy.isRateLimited(error)) {
      return FailurePolicy.isTransient(error);
    }
    long now = scheduler.nanoTime();
    for (Command waiting : queue) {
      if (waiting instanceof Command.Room other) {
        other.delayedSince(now);
      }
    }
    return FailurePolicy.mayRetryRoomCommand(
        error, Duration.ofNanos(now - roomCommand.delayedSince(now)));
  }

  /** Whether this command must wait for the result of a command in flight. */
  private boolean hasToWait(Command command) {
    // All commands before this one in the queue are in flight already.
    for (Command other : inFlight.values()) {
      if (command.hasToFollow(other)) {
        return true;
      }
    }
    return false;
  }

  private boolean waitsForSlowMode(Command command, Error error) {
    Duration delay = slowRooms.refused(command, error);
    PendingMessage message = command.message();
    if (delay == null || message == null) {
      return false;
    }
    notifier.tell(listener -> listener.onSlowMode(message, delay));
    return true;
  }

  private void succeed(Command command, CommandResult result) {
    queue.remove(command);
    slowRooms.settled(command, queue);
    PendingMessage message = command.message();
    if (message != null) {
      // Any result that is not an error counts as success, even if this client does not know it.
      SendMessageResponse response = result.getMessageSent();
      message.sent(response);
      notifier.tell(listener -> listener.onMessageSettled(message));
    }
  }

  private void fail(Command command, Error error) {
    // False if a newer command for the same room has replaced this one: then report nothing.
    boolean wanted = queue.remove(command);
    slowRooms.settled(command, queue);
    PendingMessage message = command.message();
    if (message != null && error.getReason() == ErrorReason.ERROR_REASON_INTERNAL) {
      message.outcomeUnknown(error);
      notifier.tell(listener -> listener.onMessageSettled(message));
    } else if (message != null) {
      refuse(message, new Refusal(Refusal.Kind.BY_SERVER, error));
    } else if (wanted && command instanceof Command.Room roomCommand) {
      failRoomCommand(roomCommand, error);
    }
  }

  private void failRoomCommand(Command.Room command, Error error) {
    boolean notMember =
        error.getReason() == ErrorReason.ERROR_REASON_NOT_A_MEMBER
            || error.getReason() == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND;
    if (!command.enter && command.mayBeDoneAlready() && notMember) {
      // The result of an earlier transmission was lost. The refusal confirms that the user is no
      // longer a member.
      RoomLeft left = RoomLeft.newBuilder().setRoom(command.room).build();
      notifier.tell(listener -> listener.onRoomLeft(left));
      return;
    }
    notifier.tell(listener -> listener.onRoomRefused(command.room, error));
  }

  /**
   * Stops sending for a while, so that the retry keeps the order of the messages. Of several
   * refusals, the longest delay applies.
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
              sendCommands();
            });
  }

  private void unpause() {
    if (pause != null) {
      pause.cancel();
      pause = null;
    }
  }

  /**
   * Whether a message may be sent; if not, settles it. A message that may have been sent is not
   * repeated after the time for which the server recognises repetitions. Apart from that, a message
   * that this process has sent before is not checked again, since the server may know its id. A
   * message that an earlier process may have sent, perhaps under other limits, is checked only for
   * the size of its request, because a request that is too large would break every stream.
   */
  private boolean mayBeWritten(Command command, PendingMessage message) {
    if (!command.mayHaveHadEffect()) {
      return passesLimits(message);
    }
    long age = wallClock.getAsLong() - command.firstSentMillis();
    if (LocalLimits.isRepetitionWithin(age, limits)
        && (command.wasTransmitted()
            || LocalLimits.isRequestWithin(message.toRequest().getSerializedSize(), limits))) {
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
