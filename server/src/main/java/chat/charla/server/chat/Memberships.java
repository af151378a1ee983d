package chat.charla.server.chat;

import chat.charla.name.NameFold;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.SessionStream;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Room;
import chat.charla.server.room.RoomOpening;
import chat.charla.server.room.RoomRequest;
import chat.charla.server.room.Rooms;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import chat.charla.v1.Closing.Action;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.UserLeftReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Adds and removes memberships, durably. Owned by the core. */
final class Memberships {
  private static final Logger LOG = System.getLogger(Memberships.class.getName());

  private final Rooms rooms;
  private final RoomOpening opening;
  private final int maxRooms;
  private final MembershipLimit limit;
  private final CommandRates rates;

  /**
   * Creates the manager of memberships in these rooms.
   *
   * @param maxRooms the largest number of rooms of one identity
   * @param limit counts the memberships of all identities
   */
  Memberships(
      Rooms rooms, RoomOpening opening, int maxRooms, MembershipLimit limit, CommandRates rates) {
    this.rooms = rooms;
    this.opening = opening;
    this.maxRooms = maxRooms;
    this.limit = limit;
    this.rates = rates;
  }

  /**
   * Makes the session's identity a member of the room. If the call is a stream, it begins to
   * deliver the room's timeline. Creates the room if it does not exist and the command allows this.
   */
  void enter(
      Session session,
      CommandCall asking,
      EnterRoom command,
      Consumer<Outcome<RoomEntered>> reply) {
    Identity identity = session.identity();
    if (!identity.hasName()) {
      reply.accept(Outcome.refused(Refusal.nameLost()));
      return;
    }
    String name = command.getRoom();
    Room present = rooms.find(name);
    if (present == null && command.getMustExist()) {
      reply.accept(Outcome.refused(Refusal.roomNotFound()));
      return;
    }
    boolean member = present != null && present.isMember(identity.id());
    Optional<Refusal> barred =
        member || present == null ? Optional.empty() : present.refusalToEnter(identity.user());
    if (barred.isPresent()) {
      reply.accept(Outcome.refused(barred.get()));
      return;
    }
    if (!member && isFull(identity.record().value())) {
      // Check the limit before a room is created.
      reply.accept(Outcome.refused(Refusal.tooManyRooms(maxRooms)));
      return;
    }
    Optional<Refusal> full = member ? Optional.empty() : refusal(identity, asking, name);
    if (full.isPresent()) {
      reply.accept(Outcome.refused(full.get()));
      return;
    }
    Consumer<Outcome<Room>> opened =
        outcome ->
            outcome.match(
                room -> {
                  // If the stream has ended, change nothing. A later stream may have opened
                  // already, and its Ready would lack the room.
                  if (asking.hasEnded()) {
                    reply.accept(Outcome.refused(session.end().orElseGet(Refusal::sessionEnded)));
                  } else {
                    enter(identity, asking, room, reply);
                  }
                },
                refusal -> reply.accept(Outcome.refused(refusal)));
    if (command.getMustExist()) {
      opening.openExisting(name, opened);
    } else {
      opening.open(
          name,
          new RoomRequest(identity.id(), identity.isAccount(), asking.origin()),
          () -> rates.countRoomCreation(session, asking.origin()),
          opened);
    }
  }

  private void enter(
      Identity identity, CommandCall asking, Room room, Consumer<Outcome<RoomEntered>> reply) {
    boolean member = room.isMember(identity.id());
    Optional<Refusal> barred = member ? Optional.empty() : room.refusalToEnter(identity.user());
    if (barred.isPresent()) {
      reply.accept(Outcome.refused(barred.get()));
      return;
    }
    if (!member && !isLobby(room.name())) {
      Optional<Refusal> full = limit.refusal(identity, asking.origin());
      if (full.isPresent()) {
        reply.accept(Outcome.refused(full.get()));
        return;
      }
      limit.countNew(identity, asking.origin());
    }
    room.hold();
    change(
        identity,
        record -> with(record, room),
        reply,
        () -> {
          if (identity.ended()) {
            reply.accept(Outcome.refused(Refusal.sessionEnded()));
          } else if (hasEndedMembership(identity.record().value(), room)) {
            // An event has removed the identity while the membership was being stored.
            identity.removedFrom(room.name(), room.removedSequence(identity.id()));
            forget(identity, room);
            enter(identity, asking, room, reply);
          } else if (identity.memberSince(room.name()).isEmpty()) {
            reply.accept(Outcome.refused(Refusal.tooManyRooms(maxRooms)));
          } else {
            entered(identity, asking, room, reply);
          }
        });
    // Release the room only when the record is settled. Until then, the membership may be on disk
    // even if storing it has failed.
    identity
        .record()
        .whenSettled(
            () -> {
              room.release();
              limit.recount(identity);
            });
  }

  private Optional<Refusal> refusal(Identity identity, CommandCall asking, String room) {
    return isLobby(NameFold.fold(room))
        ? Optional.empty()
        : limit.refusal(identity, asking.origin());
  }

  private static boolean isLobby(String room) {
    return room.equals(Room.LOBBY);
  }

  /**
   * Stores a change of the identity's rooms.
   *
   * @param reply called with a refusal if the change cannot be stored, or if {@code whenDurable}
   *     throws
   * @param whenDurable runs when the change is on disk; if it throws, the identity's streams end
   */
  private static <T> void change(
      Identity identity,
      UnaryOperator<StoredIdentity> operator,
      Consumer<Outcome<T>> reply,
      Runnable whenDurable) {
    identity.roomChangeBegins();
    identity
        .record()
        .change(
            operator,
            durable -> {
              try {
                if (durable) {
                  whenDurable.run();
                } else {
                  reply.accept(Outcome.refused(Refusal.storageUnavailable()));
                }
              } catch (RuntimeException bug) {
                // The room is consistent, but it is unknown which streams deliver its timeline.
                LOG.log(Level.ERROR, "a step after a change of rooms failed", bug);
                reply.accept(Outcome.refused(Refusal.internal()));
                for (SessionStream stream : identity.streams()) {
                  stream.end(Refusal.internal(), Action.ACTION_RESUME);
                }
              } finally {
                identity.roomChangeEnds();
              }
            });
  }

  private static void entered(
      Identity identity, CommandCall asking, Room room, Consumer<Outcome<RoomEntered>> reply) {
    long since = identity.memberSince(room.name()).orElseThrow();
    boolean wasMember = room.isMember(identity.id());
    if (!wasMember) {
      Indivisible.change(() -> room.enter(identity));
      tellOthers(identity, asking, stream -> stream.enteredElsewhere(room.name()));
    }
    asking.whenUnfollowed(
        room.timeline(),
        () -> {
          boolean hadEntered = asking.hasEntered(room.timeline(), wasMember);
          // The result must precede the first event, because the result tells the client where the
          // delivery starts.
          reply.accept(result(room, since, hadEntered));
          if (!hadEntered) {
            asking.follow(room.timeline(), since);
          }
        });
  }

  private static Outcome<RoomEntered> result(Room room, long since, boolean alreadyMember) {
    return Outcome.done(
        RoomEntered.newBuilder()
            .setTimeline(room.state(since))
            .setAlreadyMember(alreadyMember)
            .build());
  }

  /**
   * Called after each event that removes the user from the room or leaves the user banned. Called
   * at the start of the server if the record of the identity still has such a membership. The room
   * does not have the user as a member.
   */
  void removed(Room room, Identity identity, long sequence) {
    identity.removedFrom(room.name(), sequence);
    RoomLeft left = RoomLeft.newBuilder().setRoom(room.name()).setLastSequence(sequence).build();
    for (SessionStream stream : identity.streams()) {
      stream.leftElsewhere(room.timeline().id(), left);
    }
    forget(identity, room);
  }

  /**
   * Removes an ended membership from the record of the identity, and repeats this until the record
   * is stored. If the server stops before that, its next start removes the membership.
   */
  private void forget(Identity identity, Room room) {
    long removed = room.removedSequence(identity.id());
    identity
        .record()
        .change(
            record -> hasEndedMembership(record, room) ? without(record, room.name()) : record,
            durable -> {
              if (durable) {
                identity.removalStored(room.name(), removed);
                if (room.removedSequence(identity.id()) == removed) {
                  room.roles().removeEndedMembership(identity.id());
                }
              } else if (identity.ended()) {
                room.roles().removeEndedMembership(identity.id());
              } else {
                identity.record().whenSettled(() -> forget(identity, room));
              }
            });
    identity.record().whenSettled(() -> limit.recount(identity));
  }

  /** Whether the record has a membership in the room that an event has ended. */
  private static boolean hasEndedMembership(StoredIdentity record, Room room) {
    long removed = room.removedSequence(record.getId());
    return record.getMembershipsList().stream()
        .anyMatch(
            membership ->
                membership.getRoom().equals(room.name()) && membership.getSince() < removed);
  }

  /** Removes the identity's membership in the room. */
  void leave(
      Identity identity, CommandCall asking, String name, Consumer<Outcome<RoomLeft>> reply) {
    Room room = rooms.find(name);
    if (room == null) {
      reply.accept(Outcome.refused(Refusal.roomNotFound()));
      return;
    }
    change(
        identity,
        record -> without(record, room.name()),
        reply,
        () -> reply.accept(left(identity, asking, room)));
    identity.record().whenSettled(() -> limit.recount(identity));
  }

  private static Outcome<RoomLeft> left(Identity identity, CommandCall asking, Room room) {
    if (!room.isMember(identity.id())) {
      return Outcome.refused(Refusal.notAMember(room.name()));
    }
    long last = room.timeline().tail().head();
    Indivisible.change(() -> room.leave(identity, UserLeftReason.USER_LEFT_REASON_LEFT_ROOM));
    RoomLeft left = RoomLeft.newBuilder().setRoom(room.name()).setLastSequence(last).build();
    asking.unfollow(room.timeline().id(), left);
    tellOthers(identity, asking, stream -> stream.leftElsewhere(room.timeline().id(), left));
    return Outcome.done(left);
  }

  /** Tells the identity's open streams, except the one that has asked for the change. */
  private static void tellOthers(
      Identity identity, CommandCall asking, Consumer<SessionStream> change) {
    for (SessionStream stream : identity.streams()) {
      if (stream != asking) {
        change.accept(stream);
      }
    }
  }

  /** Removes an ending identity from these rooms. The caller must then call {@link #ended}. */
  void leaveAll(Identity identity, Iterable<String> names, UserLeftReason reason) {
    for (String name : names) {
      rooms.get(name).leave(identity, reason);
    }
  }

  /** Called when an identity has ended: its memberships stop counting for the limit. */
  void ended(Identity identity) {
    limit.recount(identity);
  }

  /** Prevents the removal of an identity's rooms until the returned task runs. */
  Runnable hold(Identity identity) {
    List<Room> held = new ArrayList<>();
    for (String name : identity.rooms()) {
      Room room = rooms.get(name);
      room.hold();
      held.add(room);
    }
    return () -> held.forEach(Room::release);
  }

  /** Makes a restored identity a member of the rooms in its record. */
  void restored(Identity identity) {
    for (StoredMembership membership : identity.record().value().getMembershipsList()) {
      Room room = rooms.get(membership.getRoom());
      if (membership.getSince() < room.removedSequence(identity.id())) {
        room.roles().addEndedMembership(identity.id());
        removed(room, identity, room.removedSequence(identity.id()));
      } else {
        room.enter(identity);
      }
    }
    limit.recount(identity);
  }

  private boolean isFull(StoredIdentity record) {
    return record.getMembershipsCount() >= maxRooms;
  }

  /**
   * The record with a membership in this room that begins now; the unchanged record if the identity
   * has ended, is a member already, or is in too many rooms. An earlier stream may have added a
   * membership since the first check. A membership that an event has ended is replaced.
   */
  private StoredIdentity with(StoredIdentity record, Room room) {
    StoredIdentity current =
        hasEndedMembership(record, room) ? without(record, room.name()) : record;
    boolean ended = record.getEndedMillis() != 0;
    boolean member =
        current.getMembershipsList().stream()
            .anyMatch(known -> known.getRoom().equals(room.name()));
    return ended || member || isFull(current)
        ? record
        : current.toBuilder()
            .addMemberships(
                StoredMembership.newBuilder()
                    .setRoom(room.name())
                    .setSince(room.timeline().tail().head()))
            .build();
  }

  private static StoredIdentity without(StoredIdentity record, String room) {
    List<StoredMembership> others =
        record.getMembershipsList().stream()
            .filter(membership -> !membership.getRoom().equals(room))
            .toList();
    return record.toBuilder().clearMemberships().addAllMemberships(others).build();
  }
}
