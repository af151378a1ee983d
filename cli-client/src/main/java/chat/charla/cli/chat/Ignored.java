package chat.charla.cli.chat;

import chat.charla.v1.Event;
import chat.charla.v1.User;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whom one does not want to hear, by id, so that another name does not help them. Owned by the
 * client's scheduler.
 */
final class Ignored {
  private final Map<String, User> users = new TreeMap<>();

  void add(User user) {
    users.put(user.getId(), user);
  }

  /** Hears somebody of this name again; false if nobody of that name is ignored. */
  boolean remove(String name) {
    String folded = Roster.fold(name);
    return users.values().removeIf(user -> Roster.fold(user.getName()).equals(folded));
  }

  boolean hides(Event event) {
    return users.containsKey(event.getActor().getId());
  }

  /** Follows those who take another name, so that they can be found by it. */
  void follow(Event event) {
    users.computeIfPresent(event.getActor().getId(), (id, user) -> event.getActor());
  }

  /** The names, as they were last heard of. */
  List<String> names() {
    return users.values().stream().map(User::getName).toList();
  }
}
