package chat.charla.client;

import chat.charla.name.NameFold;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.LeaveRoom;
import org.jspecify.annotations.Nullable;

/**
 * A command without a result. It is sent again on every stream until it has a result. Repeating a
 * message is safe because the server recognises its id. A room command is idempotent.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
abstract class Command {
  /** The folded name of the room that the command concerns, or null if it concerns none. */
  private final @Nullable String foldedRoom;

  private boolean inFlight;

  /**
   * Whether this command was restored from a snapshot: the earlier process may have sent it after
   * saving.
   */
  private boolean restored;

  /** See {@link #firstSentMillis()}. */
  private long firstSentMillis;

  private int transmissions;
  private int serverFailures;

  private Command(@Nullable String room) {
    foldedRoom = room == null ? null : NameFold.fold(room);
  }

  /** The folded name of the room that the command concerns, or null if it concerns none. */
  @Nullable String foldedRoom() {
    return foldedRoom;
  }

  /** Whether both commands concern the same room. */
  boolean concernsRoomOf(Command other) {
    return foldedRoom != null && foldedRoom.equals(other.foldedRoom);
  }

  /**
   * Whether this command, which is the later one, has to wait until the other has its final result.
   * The client must wait, because the server does not. The server carries out a command to leave a
   * room even if an earlier message to the room has to be retried. It also refuses messages to a
   * room if entering the room has to be retried. In both cases messages would be lost. Moreover,
   * results come in any order, so the client could not tell which of two results for the same room
   * is the newer one. Messages do not wait for each other, because waiting would cost a round trip
   * for each message.
   */
  boolean hasToFollow(Command other) {
    return (this instanceof Room || other instanceof Room) && concernsRoomOf(other);
  }

  /** Whether this command was sent on the current stream and has no result yet. */
  boolean isInFlight() {
    return inFlight;
  }

  /** Whether this command is known to have been sent on some stream. */
  boolean wasTransmitted() {
    return transmissions > 0;
  }

  /** Whether this command may have been sent on some stream, by this process or an earlier one. */
  boolean mayHaveHadEffect() {
    return restored || wasTransmitted();
  }

  /**
   * Whether this command may have been sent more than once, so that a result may concern an earlier
   * transmission.
   */
  boolean mayHaveBeenSentTwice() {
    return transmissions > (restored ? 0 : 1);
  }

  /**
   * The earliest time at which this command may have been sent, in milliseconds since 1970 by the
   * wall clock; 0 if that is unknown.
   */
  long firstSentMillis() {
    return firstSentMillis;
  }

  void transmitted(long nowMillis) {
    if (!restored && transmissions == 0) {
      firstSentMillis = nowMillis;
    }
    inFlight = true;
    transmissions++;
  }

  /** Counts a server failure while this was the only command in flight. Returns the count. */
  int serverFailed() {
    return ++serverFailures;
  }

  /** An earlier process has saved this command, and may have sent it at this time or later. */
  void markRestored(long sentMillis) {
    restored = true;
    firstSentMillis = sentMillis;
  }

  /** The command is no longer in flight: it has a result, or the stream has ended. */
  void clearInFlight() {
    inFlight = false;
  }

  abstract void writeTo(ConverseRequest.Builder request);

  /**
   * Adds this command to a snapshot.
   *
   * @param closed whether the client is closed, so that it sends nothing after the snapshot
   * @param nowMillis the time by the wall clock
   */
  abstract void saveTo(SavedSession.Builder saved, boolean closed, long nowMillis);

  /** Sends a message. */
  static final class Send extends Command {
    final PendingMessage message;

    Send(PendingMessage message) {
      super(message.target().kind() == Target.Kind.ROOM ? message.target().value() : null);
      this.message = message;
    }

    /** A message that an earlier process has saved, and may have sent at this time or later. */
    static Send restored(PendingMessage message, long firstSentMillis) {
      Send command = new Send(message);
      command.markRestored(firstSentMillis);
      return command;
    }

    @Override
    void writeTo(ConverseRequest.Builder request) {
      request.setSendMessage(message.toRequest());
    }

    @Override
    void saveTo(SavedSession.Builder saved, boolean closed, long nowMillis) {
      boolean maybeSent = mayHaveHadEffect();
      saved.addMessage(
          new SavedSession.SavedMessage(
              message.clientMessageId(),
              message.target(),
              message.text(),
              wasTransmitted(),
              // A client that is not closed may send the message for the first time after this
              // snapshot.
              maybeSent ? firstSentMillis() : nowMillis,
              closed && !maybeSent));
    }
  }

  /** Enters or leaves a room. */
  static final class Room extends Command {
    final String room;
    final boolean enter;

    /**
     * Whether this command replaces a command that may have been carried out. If so, this command
     * itself may change nothing.
     */
    private boolean afterAnother;

    /**
     * When a rate limit first refused this command, or another room command while this one was
     * waiting. On the scheduler's clock.
     */
    private @Nullable Long delayedSinceNanos;

    Room(String room, boolean enter) {
      super(room);
      this.room = room;
      this.enter = enter;
    }

    /** A room command that an earlier process has saved. */
    static Room restored(String room, boolean enter) {
      Room command = new Room(room, enter);
      command.markRestored(0); // the time matters only for messages
      return command;
    }

    /** Replaces an older command for the same room. */
    void replace(Room older) {
      afterAnother |= older.mayHaveHadEffect();
    }

    /** Whether this command, or one that it replaces, may have been carried out. */
    @Override
    boolean mayHaveHadEffect() {
      return afterAnother || super.mayHaveHadEffect();
    }

    /**
     * Whether an earlier transmission of this command, or a command that it replaces, may already
     * have been carried out.
     */
    boolean mayBeDoneAlready() {
      return afterAnother || mayHaveBeenSentTwice();
    }

    /**
     * Returns the time since which a rate limit has delayed this command and the commands after it.
     * The first call sets this time to {@code nowNanos}.
     */
    long delayedSince(long nowNanos) {
      if (delayedSinceNanos == null) {
        delayedSinceNanos = nowNanos;
      }
      return delayedSinceNanos;
    }

    @Override
    void writeTo(ConverseRequest.Builder request) {
      if (enter) {
        request.setEnterRoom(EnterRoom.newBuilder().setRoom(room));
      } else {
        request.setLeaveRoom(LeaveRoom.newBuilder().setRoom(room));
      }
    }

    @Override
    void saveTo(SavedSession.Builder saved, boolean closed, long nowMillis) {
      saved.addRoom(room, enter, mayHaveHadEffect());
    }
  }

  /** The message of this command, or null if it sends none. */
  @Nullable PendingMessage message() {
    return this instanceof Send send ? send.message : null;
  }
}
