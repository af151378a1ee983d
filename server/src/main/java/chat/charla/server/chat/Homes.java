package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.IdentityHome;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.storage.v1.StoredMembership;
import java.util.List;
import java.util.function.Consumer;

/** Gives each identity an inbox, and makes it a member of the lobby. Owned by the core. */
final class Homes implements IdentityHome {
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final Consumer<Identity> expire;

  /**
   * Creates homes for identities in these rooms and inboxes.
   *
   * @param expire deletes an identity as if it had expired
   */
  Homes(Rooms rooms, Inboxes inboxes, Consumer<Identity> expire) {
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.expire = expire;
  }

  @Override
  public List<StoredMembership> initialMemberships() {
    return List.of(
        StoredMembership.newBuilder()
            .setRoom(Room.LOBBY)
            .setSince(rooms.get(Room.LOBBY).timeline().tail().head())
            .build());
  }

  @Override
  public void open(String identityId, Consumer<Boolean> whenDone) {
    inboxes.open(identityId, opened -> whenDone.accept(opened instanceof Outcome.Done));
  }

  @Override
  public boolean exists(String identityId) {
    return inboxes.has(identityId);
  }

  @Override
  public void remove(String identityId) {
    inboxes.forget(identityId);
  }

  @Override
  public void expire(Identity identity) {
    expire.accept(identity);
  }
}
