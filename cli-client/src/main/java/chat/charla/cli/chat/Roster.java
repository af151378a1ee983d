package chat.charla.cli.chat;

import chat.charla.v1.Event;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import chat.charla.v1.UserLeftReason;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is present anywhere, by name: what the server listed last, and what it has told since. Owned
 * by the client's scheduler.
 */
final class Roster {
  /** No name is longer in UTF-16 units, whatever its normalisation. */
  static final int MAX_NAME_LENGTH = 256;

  private static final int MAX_MET = 500;

  private final Map<String, User> byName = new HashMap<>();

  /** Who has said something, also if they are gone; the newest of them. */
  private final Map<String, User> met =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, User> eldest) {
          return size() > MAX_MET;
        }
      };

  private boolean known;

  /** The names in order, or null if they have to be put in order again. */
  private @Nullable List<String> names;

  /** Takes what the server lists for the truth. */
  void replace(Collection<PresentUser> present) {
    known = true;
    names = null;
    byName.clear();
    present.forEach(user -> add(user.getUser()));
  }

  /** Whether the server has listed anybody yet. */
  boolean isKnown() {
    return known;
  }

  /** Follows those who come, go, or take another name. */
  void follow(Event event) {
    User actor = event.getActor();
    switch (event.getKindCase()) {
      case MESSAGE_POSTED -> {
        // Remove the user first, so that the user becomes the newest entry. Otherwise the oldest
        // entry would be dropped even if that user speaks often.
        met.remove(fold(actor.getName()));
        met.put(fold(actor.getName()), actor);
      }
      case USER_JOINED, USER_BACK, USER_RENAMED -> {
        // By the id: a change of the name before this one may not have been told.
        remove(actor);
        add(actor);
      }
      case USER_LEFT -> {
        // Who has left a room may be in another one: the next listing will tell.
        if (event.getUserLeft().getReason() != UserLeftReason.USER_LEFT_REASON_LEFT_ROOM) {
          remove(actor);
        }
      }
      default -> {
        // Changes nothing.
      }
    }
  }

  /** The user who has this name, as the server compares names; or null. */
  @Nullable User named(String name) {
    return name.length() > MAX_NAME_LENGTH ? null : byName.get(fold(name));
  }

  /** Whoever has this name, or had it when they said something; or null. */
  @Nullable User everNamed(String name) {
    User present = named(name);
    return present != null || name.length() > MAX_NAME_LENGTH ? present : met.get(fold(name));
  }

  /** The name by which somebody is known who is or was here, or the id itself. */
  String nameOf(String userId) {
    return Stream.concat(byName.values().stream(), met.values().stream())
        .filter(user -> user.getId().equals(userId))
        .map(User::getName)
        .findFirst()
        .orElse(userId);
  }

  /** Everybody's name, in order. */
  List<String> names() {
    List<String> sorted = names;
    if (sorted == null) {
      sorted = byName.values().stream().map(User::getName).sorted().toList();
      names = sorted;
    }
    return sorted;
  }

  private void remove(User user) {
    names = null;
    byName.values().removeIf(known -> known.getId().equals(user.getId()));
  }

  private void add(User user) {
    names = null;
    byName.put(fold(user.getName()), user);
  }

  /** A name in the form in which the server compares names. */
  static String fold(String name) {
    String folded = name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }
}
