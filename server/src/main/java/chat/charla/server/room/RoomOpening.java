package chat.charla.server.room;

import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.name.Looks;
import chat.charla.server.name.NameRules;
import chat.charla.server.name.Rule;
import chat.charla.server.name.Verdict;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ErrorReason;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Finds the room that a client names, and creates the room if necessary. A room that this class
 * returns is certainly on disk, so that memberships in it can be stored. Owned by the core.
 */
public final class RoomOpening {
  private final Rooms rooms;
  private final MessageLog log;
  private final Scheduler core;
  private final RoomRemoval removal;
  private final RoomCreation creation;

  public RoomOpening(RoomSettings settings, RoomServices services, Rooms rooms) {
    this.rooms = rooms;
    this.log = services.log();
    this.core = services.core();
    this.removal = new RoomRemoval(rooms, services);
    this.creation = new RoomCreation(settings, services, rooms, removal);
  }

  /**
   * Finds the room of this name, or creates it. The rules for names and the limits apply only if
   * the room is created.
   *
   * @param request the request that creates the room, if it does not exist
   * @param limit called before the room is created: counts the creation, or returns the reason to
   *     refuse it
   * @param reply called with the outcome; if the callback will make an identity a member, it must
   *     {@linkplain Room#hold hold} the room before it returns
   */
  public void open(
      String name,
      RoomRequest request,
      Supplier<Optional<Refusal>> limit,
      Consumer<Outcome<Room>> reply) {
    Room present = rooms.find(name);
    if (present != null) {
      openPresent(present, () -> open(name, request, limit, reply), reply);
      return;
    }
    Verdict verdict = checkName(name);
    if (verdict instanceof Verdict.Refused refused) {
      ErrorReason reason = ErrorReason.ERROR_REASON_ROOM_NAME_INVALID;
      reply.accept(Outcome.refused(Refusal.badName(reason, "room", refused)));
    } else if (verdict instanceof Verdict.Accepted accepted) {
      creation.create(TimelineId.room(accepted.name()), request, limit, reply);
    }
  }

  /**
   * Finds the room of this name. If the room is being removed, waits for the outcome.
   *
   * @param reply called with ROOM_NOT_FOUND if there is no such room, otherwise as in {@link #open}
   */
  public void openExisting(String name, Consumer<Outcome<Room>> reply) {
    Room present = rooms.find(name);
    if (present == null) {
      reply.accept(Outcome.refused(Refusal.roomNotFound()));
    } else {
      openPresent(present, () -> openExisting(name, reply), reply);
    }
  }

  private void openPresent(Room room, Runnable again, Consumer<Outcome<Room>> reply) {
    if (room.isDamaged()) {
      reply.accept(Outcome.refused(Refusal.roomDamaged()));
    } else if (removal.isInProgress(room)) {
      removal.whenDone(room, again);
    } else if (removal.isUncertain(room)) {
      storeAgain(room, reply);
    } else {
      reply.accept(Outcome.done(room));
    }
  }

  /**
   * Checks the name of a new room. Two rooms may have names that look alike, because a room is not
   * the author of a message and so deceives less than a user. If such names were refused, one room
   * would prevent all rooms with similar names. Only a name that looks like the lobby's is refused.
   */
  private static Verdict checkName(String name) {
    Verdict verdict = NameRules.checkRoomName(name);
    return verdict instanceof Verdict.Accepted accepted
            && Looks.areConfusable(accepted.name(), Room.LOBBY)
        ? Verdict.Refused.of(Rule.RESERVED)
        : verdict;
  }

  /** Stores a room again after its removal has failed, so that the room is certainly on disk. */
  private void storeAgain(Room room, Consumer<Outcome<Room>> reply) {
    room.hold();
    core.whenComplete(
        () -> log.openRoom(room.timeline().id(), room.roles().record().toByteArray()),
        (opened, failure) -> {
          boolean failed = failure != null || opened == null;
          if (!failed) {
            removal.foundOnDisk(room, opened.tail());
          }
          core.execute(
              () -> {
                try {
                  reply.accept(
                      failed ? Outcome.refused(Refusal.storageUnavailable()) : Outcome.done(room));
                } finally {
                  room.release();
                }
              });
        });
  }
}
