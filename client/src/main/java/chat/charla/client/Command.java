package chat.charla.client;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.LeaveRoom;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A command that has no result yet. It is repeated on every stream until it has one: a message
 * because its id makes that safe, a room command because it may simply be repeated.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
abstract class Command {
  private boolean inFlight;
  private int transmissions;

  /** Whether the present stream has it and has not answered yet. */
  boolean isInFlight() {
    return inFlight;
  }

  /** Whether any stream has had it, so that it may have had its effect. */
  boolean wasTransmitted() {
    return transmissions > 0;
  }

  /** Whether it was sent more than once, so that an answer may be about an earlier time. */
  boolean wasRepeated() {
    return transmissions > 1;
  }

  void transmitted() {
    inFlight = true;
    transmissions++;
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
      this.message = message;
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
    private final boolean afterAnother;

    Room(String room, boolean enter, boolean afterAnother) {
      this.room = room;
      this.enter = enter;
      this.afterAnother = afterAnother;
    }

    boolean isAbout(String otherRoom) {
      // Not every name that the server takes for the same one, but those that users mix up.
      return room.toLowerCase(Locale.ROOT).equals(otherRoom.toLowerCase(Locale.ROOT));
    }

    /** Whether what it wishes may have been so before its answer was given. */
    boolean mayBeDoneAlready() {
      return afterAnother || wasRepeated();
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
}
