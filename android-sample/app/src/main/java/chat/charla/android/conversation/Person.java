package chat.charla.android.conversation;

import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.List;

/** A user present in a room. Immutable. */
public final class Person {
  private final String id;
  private final String name;
  private final boolean reconnecting;

  /**
   * Creates a present user. {@code reconnecting} is true if the user's stream is lost and the lease
   * of the name still runs.
   */
  public Person(String id, String name, boolean reconnecting) {
    this.id = id;
    this.name = name;
    this.reconnecting = reconnecting;
  }

  /** The users of a server's response, in the order of the response. */
  public static List<Person> listOf(ListUsersResponse response) {
    List<Person> people = new ArrayList<>();
    for (PresentUser present : response.getUsersList()) {
      User user = present.getUser();
      boolean reconnecting = present.getPresence() == Presence.PRESENCE_RECONNECTING;
      people.add(new Person(user.getId(), user.getName(), reconnecting));
    }
    return people;
  }

  /** The id, which never changes. */
  public String id() {
    return id;
  }

  /** The current name. */
  public String name() {
    return name;
  }

  /** Whether the user's stream is lost and the lease of the name still runs. */
  public boolean isReconnecting() {
    return reconnecting;
  }
}
