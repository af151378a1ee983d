package chat.charla.client;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.LeaveRoom;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A command that has no result yet. It is repeated on every stream until it has one: a message
 * because its id makes that safe, a room command because it may simply be repeated.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
abstract class Command {
  /** What names of the room it is about have in common, or null if it is about none. */
  private final @Nullable String foldedRoom;

  private boolean inFlight;

  /** Whether an earlier process has saved it, and may have sent it afterwards. */
  private boolean restored;

  private int transmissions;
  private int serverFailures;

  private Command(@Nullable String room) {
    foldedRoom = room == null ? null : fold(room);
  }

  /** Whether both are about the same room. */
  boolean concernsRoomOf(Command other) {
    return foldedRoom != null && foldedRoom.equals(other.foldedRoom);
  }

  /**
   * Whether this one, given after the other, has to wait until the other has its final result. The
   * server would not wait: it leaves a room though a message before had to be repeated, and refuses
   * a message though entering had to be; and then what the user has said is lost. Results of two
   * commands that enter or leave one room could not be told apart, either, since they come in any
   * order. Messages do not wait for each other, or each would cost a round trip.
   */
  boolean hasToFollow(Command other) {
    return (this instanceof Room || other instanceof Room) && concernsRoomOf(other);
  }

  /** Whether the present stream has it and has not answered yet. */
  boolean isInFlight() {
    return inFlight;
  }

  /** Whether it is known that a stream has had it. */
  boolean wasTransmitted() {
    return transmissions > 0;
  }

  /** Whether any stream, of an earlier process too, may have had it. */
  boolean mayHaveHadEffect() {
    return restored || wasTransmitted();
  }

  /** Whether it may have been sent more than once: an answer may be about an earlier time. */
  boolean mayBeRepeated() {
    return transmissions > (restored ? 0 : 1);
  }

  void transmitted() {
    inFlight = true;
    transmissions++;
  }

  /** The server has failed while this was all that it had to do; tells how often by now. */
  int serverFailed() {
    return ++serverFailures;
  }

  void markRestored() {
    restored = true;
  }

  /** The stream has ended without an answer, or the answer was "not now". */
  void landed() {
    inFlight = false;
  }

  abstract void writeTo(ConverseRequest.Builder request);

  /** Sends a message. */
  static final class Send extends Command {
    final PendingMessage message;

    Send(PendingMessage message) {
      super(message.target().kind() == Target.Kind.ROOM ? message.target().value() : null);
      this.message = message;
    }

    /** One that an earlier process has saved. */
    static Send restored(PendingMessage message) {
      Send command = new Send(message);
      command.markRestored();
      return command;
    }

    @Override
    void writeTo(ConverseRequest.Builder request) {
      request.setSendMessage(message.toRequest());
    }
  }

  /** Enters or leaves a room. */
  static final class Room extends Command {
    final String room;
    final boolean enter;

    /** Whether it replaces a command that may have had its effect, so that this one may not. */
    private boolean afterAnother;

    /**
     * When a rate first refused a wish about a room, this one or another, while this one waited.
     */
    private @Nullable Long heldUpSinceNanos;

    Room(String room, boolean enter) {
      super(room);
      this.room = room;
      this.enter = enter;
    }

    /** One that an earlier process has saved. */
    static Room restored(String room, boolean enter) {
      Room command = new Room(room, enter);
      command.markRestored();
      return command;
    }

    /** Takes the place of an older wish about the room. */
    void replace(Room older) {
      afterAnother |= older.mayHaveHadEffect();
    }

    /** Whether it, or one that it replaces, may have had its effect. */
    @Override
    boolean mayHaveHadEffect() {
      return afterAnother || super.mayHaveHadEffect();
    }

    /** Whether what it wishes may have been so before its answer was given. */
    boolean mayBeDoneAlready() {
      return afterAnother || mayBeRepeated();
    }

    /** Since when a rate holds it up, with what comes after it; since now, if it has not so far. */
    long heldUpSince(long nowNanos) {
      if (heldUpSinceNanos == null) {
        heldUpSinceNanos = nowNanos;
      }
      return heldUpSinceNanos;
    }

    @Override
    void writeTo(ConverseRequest.Builder request) {
      if (enter) {
        request.setEnterRoom(EnterRoom.newBuilder().setRoom(room));
      } else {
        request.setLeaveRoom(LeaveRoom.newBuilder().setRoom(room));
      }
    }
  }

  /** This command as a message to send, or null if it is none. */
  @Nullable PendingMessage message() {
    return this instanceof Send send ? send.message : null;
  }

  /** What the contract calls f ("Names"): rooms have it in common if they are the same. */
  private static String fold(String room) {
    String folded = room.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }
}
