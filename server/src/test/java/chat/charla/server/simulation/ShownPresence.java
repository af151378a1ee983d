package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.v1.Event;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The presence in one room as one person knows it: from one list, and from the events after it. */
final class ShownPresence {
  /** How many events about one identity a room gets at once. */
  private static final int BURST = 10;

  /** After a burst, a room gets the newest events about an identity once in this interval. */
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final String room;
  private final long begin;
  private final List<Event> events = new ArrayList<>();
  private final Map<String, Integer> eventsByActor = new HashMap<>();
  private @Nullable Map<String, PresentUser> listed;
  private boolean incomplete;

  /** Starts with the next event. The caller must request the list now. */
  ShownPresence(String room, long nanoTime) {
    this.room = room;
    this.begin = nanoTime;
  }

  String room() {
    return room;
  }

  void list(List<PresentUser> users) {
    listed = byId(users);
  }

  /** Takes an ephemeral event of any room. */
  void event(Event event) {
    if (!event.getRoom().equals(room)) {
      return;
    }
    if (event.hasUserCountChanged()) {
      incomplete = true;
      return;
    }
    events.add(event);
    eventsByActor.merge(event.getActor().getId(), 1, Integer::sum);
  }

  /** The person may have missed events. */
  void interrupted() {
    incomplete = true;
  }

  /**
   * Requires that the first list, changed by the events since then, agrees with the present list
   * {@code present}, and that there were few events. Before this call, more than {@link #INTERVAL}
   * must pass without a change.
   *
   * @return whether the lists could be compared; they cannot if this person may have missed events
   */
  boolean requireAgreement(List<PresentUser> present, long nanoTime) {
    long intervals = (nanoTime - begin) / INTERVAL.toNanos() + 1;
    eventsByActor.forEach(
        (id, count) ->
            require(
                count <= BURST + 3 * intervals,
                "%s events about %s in %s intervals",
                count,
                id,
                intervals));
    if (listed == null || incomplete) {
      return false;
    }
    Map<String, PresentUser> shown = new TreeMap<>(listed);
    events.forEach(event -> apply(shown, event));
    require(shown.equals(byId(present)), "shown %s, listed %s, by %s", shown, present, events);
    return true;
  }

  private static void apply(Map<String, PresentUser> shown, Event event) {
    User actor = event.getActor();
    PresentUser.Builder user = PresentUser.newBuilder().setUser(actor);
    switch (event.getKindCase()) {
      case USER_JOINED, USER_BACK ->
          shown.put(actor.getId(), user.setPresence(Presence.PRESENCE_ONLINE).build());
      case USER_RECONNECTING ->
          shown.put(actor.getId(), user.setPresence(Presence.PRESENCE_RECONNECTING).build());
      case USER_RENAMED ->
          shown.computeIfPresent(
              actor.getId(), (id, before) -> before.toBuilder().setUser(actor).build());
      case USER_LEFT -> shown.remove(actor.getId());
      default -> {
        // This event does not change presence.
      }
    }
  }

  private static Map<String, PresentUser> byId(List<PresentUser> users) {
    Map<String, PresentUser> byId = new TreeMap<>();
    users.forEach(user -> byId.put(user.getUser().getId(), user));
    return byId;
  }
}
