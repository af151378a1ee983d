package chat.charla.server.room;

import chat.charla.v1.Presence;
import chat.charla.v1.User;

/** A participant whose identity a test can end. */
final class Author implements Participant {
  private final String id;
  boolean ended;

  Author(String id) {
    this.id = id;
  }

  @Override
  public User user() {
    return User.newBuilder().setId(id).setName(id).build();
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public boolean hasName() {
    return true;
  }

  @Override
  public Presence presence() {
    return Presence.PRESENCE_ONLINE;
  }

  @Override
  public boolean refusesPrivateMessagesOf(String userId) {
    return false;
  }
}
