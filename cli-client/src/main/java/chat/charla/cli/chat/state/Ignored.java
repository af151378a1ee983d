package chat.charla.cli.chat.state;

import chat.charla.name.NameFold;
import chat.charla.v1.Event;
import chat.charla.v1.User;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The users whose messages and presence events are hidden. Users are identified by id, so that a
 * hidden user stays hidden after a change of name. Owned by the client's scheduler.
 */
public final class Ignored {
  private final Map<String, User> users = new TreeMap<>();

  public void add(User user) {
    users.put(user.getId(), user);
  }

  /** Stops ignoring the user with this name. Returns false if no ignored user has the name. */
  public boolean remove(String name) {
    String folded = NameFold.fold(name);
    return users.values().removeIf(user -> NameFold.fold(user.getName()).equals(folded));
  }

  public boolean hides(Event event) {
    return users.containsKey(event.getActor().getId());
  }

  /**
   * Updates the name of an ignored user from an event of this user, so that {@link #remove} finds
   * the user by the new name.
   */
  public void update(Event event) {
    users.computeIfPresent(event.getActor().getId(), (id, user) -> event.getActor());
  }

  /** The last known names of the ignored users. */
  public List<String> names() {
    return users.values().stream().map(User::getName).toList();
  }
}
