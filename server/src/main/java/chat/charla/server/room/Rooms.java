package chat.charla.server.room;

import chat.charla.server.delivery.Timeline;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.health.Health;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.name.Looks;
import chat.charla.server.name.NameRules;
import chat.charla.server.name.Rule;
import chat.charla.server.name.Verdict;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.v1.ErrorReason;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All rooms. Owned by the core. */
public final class Rooms {
  /** The room that everybody enters on joining. */
  public static final String LOBBY = "lobby";

  private final RoomSettings settings;
  private final MessageLog log;
  private final Scheduler core;
  private final Health health;
  private final WindowBudget budget;
  private final Events events;
  private final Activity activity;
  private final NavigableMap<String, Room> rooms = new TreeMap<>();

  /** Rooms that are being made, and who waits for them. */
  private final Map<TimelineId, List<Consumer<Outcome<Room>>>> underWay = new HashMap<>();

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
                activity));
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
   * @param limit asked if it can be made: counts that, or tells why it is too much
   */
  public void open(
      String name, Supplier<Optional<Rejection>> limit, Consumer<Outcome<Room>> reply) {
    Room present = find(name);
    if (present != null) {
      reply.accept(Outcome.done(present));
      return;
    }
    Verdict verdict = judge(name);
    if (verdict instanceof Verdict.Refused refused) {
      ErrorReason reason = ErrorReason.ERROR_REASON_ROOM_NAME_INVALID;
      reply.accept(Outcome.refused(Rejection.badName(reason, "room", refused)));
    } else if (verdict instanceof Verdict.Accepted accepted) {
      openOrMake(TimelineId.room(accepted.name()), limit, reply);
    }
  }

  private void openOrMake(
      TimelineId timeline, Supplier<Optional<Rejection>> limit, Consumer<Outcome<Room>> reply) {
    List<Consumer<Outcome<Room>>> waiting = underWay.get(timeline);
    if (waiting != null) {
      waiting.add(reply);
    } else if (rooms.size() + underWay.size() >= settings.maxRooms()) {
      reply.accept(Outcome.refused(Rejection.serverFull("rooms")));
    } else {
      limit
          .get()
          .ifPresentOrElse(
              excess -> reply.accept(Outcome.refused(excess)), () -> make(timeline, reply));
    }
  }

  /**
   * What is against making this room. Rooms are not compared with each other: nobody speaks in a
   * room's name, and since a room is for ever, one that was made to look like another would keep
   * that one from being made. Only the lobby, where everybody is, has no double.
   */
  private static Verdict judge(String name) {
    Verdict verdict = NameRules.judgeRoom(name);
    return verdict instanceof Verdict.Accepted accepted && Looks.areShared(accepted.name(), LOBBY)
        ? Verdict.Refused.of(Rule.RESERVED)
        : verdict;
  }

  private void make(TimelineId timeline, Consumer<Outcome<Room>> reply) {
    underWay.put(timeline, new ArrayList<>(List.of(reply)));
    core.whenComplete(
        () -> log.open(timeline),
        (tail, failure) -> {
          var waited = Objects.requireNonNull(underWay.remove(timeline));
          Outcome<Room> made =
              failure != null || tail == null
                  ? Outcome.refused(Rejection.storageUnavailable())
                  : Outcome.done(restore(timeline, tail));
          waited.forEach(waiter -> core.execute(() -> waiter.accept(made)));
        });
  }
}
