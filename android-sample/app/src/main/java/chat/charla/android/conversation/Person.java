package chat.charla.android.conversation;

/** Somebody who is here. Immutable. */
public final class Person {
  private final String id;
  private final String name;
  private final boolean reconnecting;

  /** Somebody; reconnecting if the connection is lost and the name kept for now. */
  public Person(String id, String name, boolean reconnecting) {
    this.id = id;
    this.name = name;
    this.reconnecting = reconnecting;
  }

  /** The id, which never changes. */
  public String id() {
    return id;
  }

  /** The present name. */
  public String name() {
    return name;
  }

  /** Whether the connection is lost and the name kept for now. */
  public boolean isReconnecting() {
    return reconnecting;
  }
}
