package chat.charla.server.chat;

import static chat.charla.v1.Presence.PRESENCE_ONLINE;
import static chat.charla.v1.Presence.PRESENCE_RECONNECTING;
import static chat.charla.v1.Presence.PRESENCE_UNSPECIFIED;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.IdentityListener;
import chat.charla.server.identity.UnusedIdentities;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.UserLeftReason;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Tracks which identities are present, and reports changes to the rooms and the operator. Owned by
 * the core.
 */
final class Presence implements IdentityListener {
  private final Rooms rooms;
  private final UnusedIdentities unused;
  private final Losses losses;
  private final Activity activity;
  private final ChatFigures figures;
  private final NavigableMap<String, Identity> present = new TreeMap<>();

  Presence(
      Rooms rooms, UnusedIdentities unused, Losses losses, Activity activity, ChatFigures figures) {
    this.rooms = rooms;
    this.unused = unused;
    this.losses = losses;
    this.activity = activity;
    this.figures = figures;
  }

  /** The present identities, by id. */
  NavigableMap<String, Identity> present() {
    return Collections.unmodifiableNavigableMap(present);
  }

  @Override
  public void joined(Identity identity) {
    rooms.get(Room.LOBBY).enter(identity);
    activity.joined(identity.user());
  }

  @Override
  public void renamed(Identity identity, String previousName) {
    if (identity.present()) {
      for (String room : identity.rooms()) {
        rooms.get(room).renamed(identity, previousName);
      }
    }
  }

  /**
   * Called when the session has opened a stream.
   *
   * @param address the address of the stream's client; empty if it is unknown
   */
  void online(Session session, String address) {
    Identity identity = session.identity();
    unused.remove(identity);
    identity
        .record()
        .change(
            record -> {
              StoredIdentity.Builder online = record.toBuilder().clearUnused();
              session.change(online, stored -> stored.setPresent(true));
              return online.build();
            });
    chat.charla.v1.Presence before = identity.presence();
    identity.presence(PRESENCE_ONLINE);
    if (before == PRESENCE_ONLINE) {
      return;
    }
    present.put(identity.id(), identity);
    figures.setPresent(present.size());
    if (before == PRESENCE_RECONNECTING) {
      losses.end(identity);
    } else {
      for (String room : identity.rooms()) {
        rooms.get(room).appeared(identity);
      }
    }
    activity.connected(identity.user(), address);
  }

  /**
   * Called when an identity that is present has lost its last open stream.
   *
   * @param tellOperator whether to tell the operator: false while the server drains
   */
  void lost(Identity identity, boolean tellOperator) {
    identity.presence(PRESENCE_RECONNECTING);
    losses.begin(identity);
    if (tellOperator) {
      activity.reconnecting(identity.user());
    }
  }

  /** Called when the server starts, for an identity that was present when the server stopped. */
  void restored(Identity identity) {
    identity.presence(PRESENCE_RECONNECTING);
    present.put(identity.id(), identity);
    figures.setPresent(present.size());
    losses.begin(identity);
  }

  /** Called when a list has told a client that the identity is reconnecting. */
  void listedAsReconnecting(Identity identity) {
    losses.setListed(identity);
  }

  @Override
  public void lapsed(Identity identity) {
    figures.countExpiredLease();
    boolean wasPresent = identity.present();
    for (String room : identity.rooms()) {
      rooms.get(room).disappeared(identity, UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED);
    }
    remove(identity);
    if (wasPresent) {
      activity.left(identity.user());
    }
  }

  /** Called when the identity is no longer present, after the rooms have been told. */
  void remove(Identity identity) {
    identity.presence(PRESENCE_UNSPECIFIED);
    losses.forget(identity);
    present.remove(identity.id());
    figures.setPresent(present.size());
  }
}
