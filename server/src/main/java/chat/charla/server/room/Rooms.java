package chat.charla.server.room;

import chat.charla.server.delivery.Timeline;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.health.Health;
import chat.charla.server.limit.CapShares;
import chat.charla.server.limit.Occasionally;
import chat.charla.server.limit.Origin;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.name.Looks;
import chat.charla.server.name.NameRules;
import chat.charla.server.name.Rule;
import chat.charla.server.name.Verdict;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ErrorReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All rooms. Owned by the core.
 *
 * <p>When nine tenths of the rooms that there may be are there, addresses that have made more than
 * their share ({@link CapShares}) make no more. And for each room that others make, one is removed
 * that has no members and has never had a message, if there is such a room. Which addresses have
 * made rooms is not stored: what was made before this process does not count.
 */
public final class Rooms {
  private static final Logger LOG = System.getLogger(Rooms.class.getName());

  /** The room that everybody enters on joining. */
  public static final String LOBBY = "lobby";

  private final RoomSettings settings;
  private final MessageLog log;
  private final Scheduler core;
  private final Health health;
  private final WindowBudget budget;
  private final Events events;
  private final Activity activity;
  private final CapShares shares;
  private final Occasionally removals;
  private final Occasionally refusals;
  private final NavigableMap<String, Room> rooms = new TreeMap<>();
  private final VacantRooms vacant = new VacantRooms();

  /** Where the rooms were asked for that this process has made. */
  private final Map<Room, Origin> makers = new HashMap<>();

  /** Rooms that are being made, and who waits for them. */
  private final Map<TimelineId, List<Consumer<Outcome<Room>>>> underWay = new HashMap<>();

  /** Rooms that are being removed, and what waits for the outcome. */
  private final Map<Room, List<Runnable>> leaving = new HashMap<>();

  /** Rooms of which it is not known whether they are on disk: removing them has failed. */
  private final Set<Room> doubtful = new HashSet<>();

  public Rooms(
      RoomSettings settings,
      MessageLog log,
      Scheduler core,
      Health health,
      WindowBudget budget,
      InstantSource clock,
      Activity activity) {
    this.settings = settings;
    this.log = log;
    this.core = core;
    this.health = health;
    this.budget = budget;
    this.events = new Events(clock);
    this.activity = activity;
    this.shares = new CapShares(settings.maxRooms());
    this.removals = new Occasionally(core::nanoTime);
    this.refusals = new Occasionally(core::nanoTime);
  }

  /** Takes up a room that the log has. */
  public Room restore(TimelineId timeline, Tail tail) {
    return rooms.computeIfAbsent(
        timeline.roomName(),
        name ->
            new Room(
                name,
                new Timeline(timeline, tail, log, core, budget),
                settings,
                log,
                core,
                health,
                events,
                activity,
                vacant));
  }

  /** The room of this name in any case, or null. */
  public @Nullable Room find(String name) {
    return rooms.get(NameRules.fold(name));
  }

  /** The room of this canonical name, which is known to exist. */
  public Room get(String name) {
    Room room = rooms.get(name);
    if (room == null) {
      throw new IllegalStateException("no room " + name);
    }
    return room;
  }

  /** All rooms by name. */
  public NavigableMap<String, Room> all() {
    return rooms;
  }

  /**
   * The room of this name; it is made if it is not there yet. Only then rules count.
   *
   * @param origin from where it is asked for
   * @param limit asked if it can be made: counts that, or tells why it is too much
   * @param reply if an identity is to become a member, the callback {@linkplain Room#hold holds}
   *     the room at once
   */
  public void open(
      String name,
      Origin origin,
      Supplier<Optional<Rejection>> limit,
      Consumer<Outcome<Room>> reply) {
    Room present = find(name);
    if (present != null) {
      openPresent(present, () -> open(name, origin, limit, reply), reply);
      return;
    }
    Verdict verdict = judge(name);
    if (verdict instanceof Verdict.Refused refused) {
      ErrorReason reason = ErrorReason.ERROR_REASON_ROOM_NAME_INVALID;
      reply.accept(Outcome.refused(Rejection.badName(reason, "room", refused)));
    } else if (verdict instanceof Verdict.Accepted accepted) {
      openOrMake(TimelineId.room(accepted.name()), origin, limit, reply);
    }
  }

  private void openPresent(Room room, Runnable again, Consumer<Outcome<Room>> reply) {
    List<Runnable> waiting = leaving.get(room);
    if (waiting != null) {
      waiting.add(again);
    } else if (doubtful.contains(room)) {
      confirm(room, reply);
    } else {
      reply.accept(Outcome.done(room));
    }
  }

  private void openOrMake(
      TimelineId timeline,
      Origin origin,
      Supplier<Optional<Rejection>> limit,
      Consumer<Outcome<Room>> reply) {
    List<Consumer<Outcome<Room>>> waiting = underWay.get(timeline);
    if (waiting != null) {
      waiting.add(reply);
      return;
    }
    // Each room that is leaving gives its place to one that is under way.
    int taken = rooms.size() - leaving.size() + underWay.size();
    boolean nearlyFull = shares.isNearlyFull(taken);
    Room superfluous = nearlyFull ? vacant.first() : null;
    Optional<Rejection> refusal;
    if (nearlyFull && hasMadeTooMany(origin)) {
      noteRefusal(origin);
      refusal = Optional.of(Rejection.serverFull("rooms from this address"));
    } else if (taken >= settings.maxRooms() && superfluous == null) {
      refusal = Optional.of(Rejection.serverFull("rooms"));
    } else {
      refusal = limit.get();
    }
    refusal.ifPresentOrElse(
        rejection -> reply.accept(Outcome.refused(rejection)),
        () -> Indivisible.change(() -> begin(timeline, origin, superfluous, reply)));
  }

  /**
   * What is against making this room. Rooms are not compared with each other: nobody speaks in a
   * room's name, and one that was made to look like another would keep that one from being made.
   * Only the lobby, where everybody is, has no double.
   */
  private static Verdict judge(String name) {
    Verdict verdict = NameRules.judgeRoom(name);
    return verdict instanceof Verdict.Accepted accepted && Looks.areShared(accepted.name(), LOBBY)
        ? Verdict.Refused.of(Rule.RESERVED)
        : verdict;
  }

  private boolean hasMadeTooMany(Origin origin) {
    return (settings.exemptIsOneAddress() || !origin.isExempt()) && shares.isExceeded(origin);
  }

  private void begin(
      TimelineId timeline,
      Origin origin,
      @Nullable Room superfluous,
      Consumer<Outcome<Room>> reply) {
    underWay.put(timeline, new ArrayList<>(List.of(reply)));
    shares.add(origin);
    if (superfluous == null) {
      make(timeline, origin);
    } else {
      remove(
          superfluous,
          removed -> {
            if (removed) {
              make(timeline, origin);
            } else {
              notMade(timeline, origin);
            }
          });
    }
  }

  private void make(TimelineId timeline, Origin origin) {
    core.whenComplete(
        () -> log.open(timeline),
        (tail, failure) -> {
          if (failure != null || tail == null) {
            notMade(timeline, origin);
          } else {
            Indivisible.change(() -> made(restore(timeline, tail), timeline, origin));
          }
        });
  }

  private void made(Room room, TimelineId timeline, Origin origin) {
    makers.put(room, origin);
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

  private void notMade(TimelineId timeline, Origin origin) {
    shares.remove(origin);
    for (Consumer<Outcome<Room>> waiter : waiting(timeline)) {
      core.execute(() -> waiter.accept(Outcome.refused(Rejection.storageUnavailable())));
    }
  }

  private List<Consumer<Outcome<Room>>> waiting(TimelineId timeline) {
    return Objects.requireNonNull(underWay.remove(timeline));
  }

  /**
   * Removes a vacant room.
   *
   * @param whenDone told whether it is gone
   */
  private void remove(Room room, Consumer<Boolean> whenDone) {
    vacant.remove(room);
    leaving.put(room, new ArrayList<>());
    core.whenComplete(
        () -> log.removeUnused(room.timeline().id()),
        (removed, failure) ->
            Indivisible.change(
                () -> {
                  boolean gone = failure == null && Boolean.TRUE.equals(removed);
                  if (gone) {
                    removed(room);
                  } else {
                    doubtful.add(room);
                  }
                  if (failure != null) {
                    vacant.add(room);
                  }
                  Objects.requireNonNull(leaving.remove(room)).forEach(core::execute);
                  whenDone.accept(gone);
                }));
  }

  private void removed(Room room) {
    rooms.remove(room.name());
    doubtful.remove(room);
    room.timeline().close();
    Origin origin = makers.remove(room);
    if (origin != null) {
      shares.remove(origin);
    }
    removals.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Rooms without members and messages removed for new ones (--max-rooms): {0}",
                times));
  }

  private void noteRefusal(Origin origin) {
    refusals.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Rooms refused to addresses that have made more than a hundredth of all"
                    + " (--max-rooms): {0}; the last one to {1}",
                times,
                origin.isExempt() ? "addresses without limits" : origin.network()));
  }

  /** Has the disk have a room that may not be there any more. */
  private void confirm(Room room, Consumer<Outcome<Room>> reply) {
    room.hold();
    core.whenComplete(
        () -> log.open(room.timeline().id()),
        (tail, failure) -> {
          boolean failed = failure != null || tail == null;
          if (!failed && doubtful.remove(room)) {
            room.timeline().corrected(tail);
          }
          core.execute(
              () -> {
                try {
                  reply.accept(
                      failed
                          ? Outcome.refused(Rejection.storageUnavailable())
                          : Outcome.done(room));
                } finally {
                  room.release();
                }
              });
        });
  }
}
