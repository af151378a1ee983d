package chat.charla.cli.chat.state;

import chat.charla.v1.Event;
import chat.charla.v1.User;
import org.jspecify.annotations.Nullable;

/**
 * The peers of private conversations. Peers are identified by id, so that a message never reaches
 * another user who has taken a peer's former name. Owned by the client's scheduler.
 */
public final class PrivatePeers {
  private @Nullable User peer;
  private @Nullable User lastWriter;
  private boolean endsOnEntering;

  /** The user to whom messages go by default, or null if they go to the current room. */
  public @Nullable User peer() {
    return peer;
  }

  public void setPeer(@Nullable User user) {
    peer = user;
    endsOnEntering = false;
  }

  /**
   * The user has asked to enter a room. When the room is entered, the present private conversation
   * ends. One that begins in the meantime does not end.
   */
  public void entering() {
    endsOnEntering = true;
  }

  /** Whether the private conversation ends when a room is entered. */
  public boolean endsOnEntering() {
    return endsOnEntering;
  }

  /** The author of the last private message received, or null. */
  public @Nullable User lastWriter() {
    return lastWriter;
  }

  /** A private message from this user was received. */
  public void heard(User writer) {
    lastWriter = writer;
  }

  /** Updates the name of a peer after a rename. */
  public void follow(Event event) {
    if (event.hasUserRenamed()) {
      peer = renamed(peer, event.getActor());
      lastWriter = renamed(lastWriter, event.getActor());
    }
  }

  /** Whether the actor of the event is the current peer. */
  public boolean isPeer(Event event) {
    return peer != null && peer.getId().equals(event.getActor().getId());
  }

  private static @Nullable User renamed(@Nullable User user, User now) {
    return user != null && user.getId().equals(now.getId()) ? now : user;
  }
}
