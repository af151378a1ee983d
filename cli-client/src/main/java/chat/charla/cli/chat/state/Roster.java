package chat.charla.cli.chat.state;

import chat.charla.name.NameFold;
import chat.charla.v1.Event;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import chat.charla.v1.UserLeftReason;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The users present in the chat, by name: the users in the server's last list, updated by the
 * events after this list. Owned by the client's scheduler.
 */
public final class Roster {
  /** The maximum number of authors that are remembered. */
  private static final int MAX_AUTHORS = 500;

  private final Map<String, User> byName = new HashMap<>();

  /** The authors of the most recent messages, by name, including users who have left. */
  private final Map<String, User> recentAuthors =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, User> eldest) {
          return size() > MAX_AUTHORS;
        }
      };

  /** The ids of the users who have left the lobby, but not the chat. */
  private final Set<String> outsideLobby = new HashSet<>();

  private boolean known;

  /** The sorted names, or null if they have to be sorted again. */
  private @Nullable List<String> names;

  /** Replaces the users present by the server's list. */
  public void replace(Collection<PresentUser> present) {
    known = true;
    names = null;
    byName.clear();
    present.forEach(user -> add(user.getUser()));
    outsideLobby.retainAll(
        present.stream().map(user -> user.getUser().getId()).collect(Collectors.toSet()));
  }

  /** Whether the server has listed the users present. */
  public boolean isKnown() {
    return known;
  }

  /** Updates the users from an event. */
  public void update(Event event) {
    User actor = event.getActor();
    switch (event.getKindCase()) {
      case MESSAGE_POSTED -> {
        // Remove the user first, so that the user becomes the newest entry. A mere put would leave
        // the user's entry in its old position, and the map would drop the entry too early.
        recentAuthors.remove(NameFold.fold(actor.getName()));
        recentAuthors.put(NameFold.fold(actor.getName()), actor);
      }
      case USER_JOINED, USER_BACK, USER_RENAMED -> {
        // Remove by id, because the roster may have the user under a former name: this client may
        // have missed the rename.
        remove(actor);
        add(actor);
        if (event.getRoom().equals(Rooms.LOBBY)) {
          outsideLobby.remove(actor.getId());
        }
      }
      case USER_LEFT -> {
        // A user who has left one room may be present in another. The next list of users shows
        // whether this is so.
        if (!isOfOneRoom(event.getUserLeft().getReason())) {
          remove(actor);
          outsideLobby.remove(actor.getId());
        } else if (event.getRoom().equals(Rooms.LOBBY)) {
          outsideLobby.add(actor.getId());
        }
      }
      case USER_RECONNECTING,
          USER_COUNT_CHANGED,
          SERVER_NOTICE,
          ROOM_CHANGED,
          MEMBER_CHANGED,
          RECORD,
          KIND_NOT_SET -> {
        // No user comes, goes or changes name.
      }
    }
  }

  /**
   * Whether the event says that a user who has left the lobby, but not the chat, has come back to
   * the lobby. For a user who joins the chat, the server sends the same event. Must be called
   * before {@link #update}.
   */
  public boolean isReturnToLobby(Event event) {
    return event.hasUserJoined()
        && event.getRoom().equals(Rooms.LOBBY)
        && outsideLobby.contains(event.getActor().getId());
  }

  /** Whether this user is present. */
  public boolean isPresent(User user) {
    return byName.values().stream().anyMatch(present -> present.getId().equals(user.getId()));
  }

  /** The user present with this name, or null. Names are folded for comparison. */
  public @Nullable User named(String name) {
    return byName.get(NameFold.fold(name));
  }

  /**
   * The user present with this name. If there is none, the last user who posted a message under
   * this name, or null.
   */
  public @Nullable User everNamed(String name) {
    User present = named(name);
    return present != null ? present : recentAuthors.get(NameFold.fold(name));
  }

  /** The last known name of a user who is or was present; the id if no name is known. */
  public String nameOf(String userId) {
    return Stream.concat(byName.values().stream(), recentAuthors.values().stream())
        .filter(user -> user.getId().equals(userId))
        .map(User::getName)
        .findFirst()
        .orElse(userId);
  }

  /** The sorted names of all users present. */
  public List<String> names() {
    List<String> sorted = names;
    if (sorted == null) {
      sorted = byName.values().stream().map(User::getName).sorted().toList();
      names = sorted;
    }
    return sorted;
  }

  /** Whether a user who has left for this reason may still be in the chat. */
  public static boolean isOfOneRoom(UserLeftReason reason) {
    return reason == UserLeftReason.USER_LEFT_REASON_LEFT_ROOM
        || reason == UserLeftReason.USER_LEFT_REASON_REMOVED;
  }

  private void remove(User user) {
    names = null;
    byName.values().removeIf(known -> known.getId().equals(user.getId()));
  }

  private void add(User user) {
    names = null;
    byName.put(NameFold.fold(user.getName()), user);
  }
}
