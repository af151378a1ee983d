package chat.charla.cli.chat.state;

import chat.charla.name.NameFold;
import chat.charla.v1.Event;
import chat.charla.v1.User;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The users whose messages are hidden. They are identified by id, so that a new name does not make
 * them visible. Owned by the client's scheduler.
 */
public final class Ignored {
  private final Map<String, User> users = new TreeMap<>();

  public void add(User user) {
    users.put(user.getId(), user);
  }

  /** Stops ignoring the user of this name. Returns false if there was none. */
  public boolean remove(String name) {
    String folded = NameFold.fold(name);
    return users.values().removeIf(user -> NameFold.fold(user.getName()).equals(folded));
  }

  public boolean hides(Event event) {
    return users.containsKey(event.getActor().getId());
  }

  /**
   * Updates the name of an ignored user, so that {@link #remove} finds the user by the new name.
   */
  public void follow(Event event) {
    users.computeIfPresent(event.getActor().getId(), (id, user) -> event.getActor());
  }

  /** The last known names. */
  public List<String> names() {
    return users.values().stream().map(User::getName).toList();
  }
}
