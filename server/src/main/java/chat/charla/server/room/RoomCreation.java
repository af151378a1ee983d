package chat.charla.server.room;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.limit.CapShares;
import chat.charla.server.limit.Origin;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates rooms, durably and within the limits. Owned by the core.
 *
 * <p>When nine tenths of the allowed number of rooms exist, an address that has created more than
 * its share ({@link CapShares}) cannot create more. A new room of another address then replaces a
 * vacant room, if there is one. A room is vacant if it has no members and has never had a message.
 * The server does not store which address created a room, so rooms that were created before the
 * server started count for no address.
 */
final class RoomCreation {
  private static final Logger LOG = System.getLogger(RoomCreation.class.getName());

  private final RoomSettings settings;
  private final Rooms rooms;
  private final RoomRemoval removal;
  private final MessageLog log;
  private final Scheduler core;
  private final CapShares shares;

  /** The origins of the requests that have created rooms since the server started. */
  private final Map<Room, Origin> creatorOrigins = new HashMap<>();

  /** The creations in progress, and the callbacks that wait for their outcome. */
  private final Map<TimelineId, List<Consumer<Outcome<Room>>>> inProgress = new HashMap<>();

  RoomCreation(RoomSettings settings, RoomServices services, Rooms rooms, RoomRemoval removal) {
    this.settings = settings;
    this.rooms = rooms;
    this.removal = removal;
    this.log = services.log();
    this.core = services.core();
    this.shares = new CapShares(settings.maxRooms());
  }

  /**
   * Creates a room, unless a limit is reached. If the room is being created already, waits for the
   * outcome.
   *
   * @param limit as for {@link RoomOpening#open}
   * @param reply as for {@link RoomOpening#open}
   */
  void create(
      TimelineId timeline,
      RoomRequest request,
      Supplier<Optional<Refusal>> limit,
      Consumer<Outcome<Room>> reply) {
    List<Consumer<Outcome<Room>>> waiting = inProgress.get(timeline);
    if (waiting != null) {
      waiting.add(reply);
      return;
    }
    byte[] record = rooms.newRecord(request.creatorId(), request.isAccount());
    Origin origin = request.origin();
    // Each room that is being removed frees a place for one that is being created.
    int taken = rooms.count() - removal.countInProgress() + inProgress.size();
    boolean nearlyFull = shares.isNearlyFull(taken);
    Room replaced = nearlyFull ? rooms.vacant().first() : null;
    Optional<Refusal> refusal;
    if (nearlyFull && exceedsShare(origin)) {
      logRefusal(origin);
      refusal = Optional.of(Refusal.serverFull("rooms from this address"));
    } else if (taken >= settings.maxRooms() && replaced == null) {
      refusal = Optional.of(Refusal.serverFull("rooms"));
    } else {
      refusal = limit.get();
    }
    refusal.ifPresentOrElse(
        why -> reply.accept(Outcome.refused(why)),
        () -> Indivisible.change(() -> begin(timeline, record, origin, replaced, reply)));
  }

  private boolean exceedsShare(Origin origin) {
    return (settings.exemptIsOneAddress() || !origin.isExempt()) && shares.isExceeded(origin);
  }

  private void begin(
      TimelineId timeline,
      byte[] record,
      Origin origin,
      @Nullable Room replaced,
      Consumer<Outcome<Room>> reply) {
    inProgress.put(timeline, new ArrayList<>(List.of(reply)));
    shares.add(origin);
    if (replaced == null) {
      make(timeline, record, origin);
    } else {
      removal.remove(
          replaced,
          isRemoved -> {
            if (isRemoved) {
              removed(replaced);
              make(timeline, record, origin);
            } else {
              failed(timeline, origin);
            }
          });
    }
  }

  private void removed(Room replaced) {
    Origin origin = creatorOrigins.remove(replaced);
    if (origin != null) {
      shares.remove(origin);
    }
    LOG.log(
        Level.WARNING,
        "A room without members and messages was removed for a new one (--max-rooms)");
  }

  private void make(TimelineId timeline, byte[] record, Origin origin) {
    core.whenComplete(
        () -> log.openRoom(timeline, record),
        (opened, failure) -> {
          if (failure != null || opened == null) {
            failed(timeline, origin);
          } else {
            Indivisible.change(() -> made(rooms.restore(timeline, opened), timeline, origin));
          }
        });
  }

  private void made(Room room, TimelineId timeline, Origin origin) {
    creatorOrigins.put(room, origin);
    for (Consumer<Outcome<Room>> waiter : waiting(timeline)) {
      room.hold();
      core.execute(
          () -> {
            try {
              waiter.accept(Outcome.done(room));
            } finally {
              room.release();
            }
          });
    }
  }

  private void failed(TimelineId timeline, Origin origin) {
    shares.remove(origin);
    for (Consumer<Outcome<Room>> waiter : waiting(timeline)) {
      core.execute(() -> waiter.accept(Outcome.refused(Refusal.storageUnavailable())));
    }
  }

  private List<Consumer<Outcome<Room>>> waiting(TimelineId timeline) {
    return Objects.requireNonNull(inProgress.remove(timeline));
  }

  private void logRefusal(Origin origin) {
    LOG.log(
        Level.WARNING,
        "A new room was refused to {0}, which has created more than a hundredth of all rooms (--max-rooms)",
        origin.isExempt() ? "addresses without limits" : origin.network());
  }
}
