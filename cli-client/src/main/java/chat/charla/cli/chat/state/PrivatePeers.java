package chat.charla.cli.chat.state;

import chat.charla.name.NameFold;
import chat.charla.v1.Event;
import chat.charla.v1.User;
import org.jspecify.annotations.Nullable;

/**
 * The peers of private conversations. Peers are identified by id. So a message for a peer never
 * reaches another user who has taken the peer's former name. If a peer is not present, only the
 * name may be known at first: then its id is empty until the server has delivered a message to it.
 * Owned by the client's scheduler.
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
   * The user has asked to enter a room: the current private conversation ends when the user has
   * entered the room. A private conversation that begins after this call does not end.
   */
  public void endOnEntering() {
    endsOnEntering = true;
  }

  /** Whether the private conversation ends when the user enters the room. */
  public boolean endsOnEntering() {
    return endsOnEntering;
  }

  /** The author of the last private message received, or null. */
  public @Nullable User lastWriter() {
    return lastWriter;
  }

  /** Records that a private message from this user has arrived. */
  public void setLastWriter(User writer) {
    lastWriter = writer;
  }

  /**
   * Updates the name of a peer if the event is a rename of this peer, and the id if it is the first
   * message to a peer whose id is not known.
   */
  public void update(Event event) {
    User recipient = event.getMessagePosted().getRecipient();
    if (peer != null && peer.getId().isEmpty() && isNamed(recipient, peer.getName())) {
      peer = recipient;
    }
    if (event.hasUserRenamed()) {
      peer = renamed(peer, event.getActor());
      lastWriter = renamed(lastWriter, event.getActor());
    }
  }

  /** Whether this user is the current peer. */
  public boolean isPeer(User user) {
    if (peer == null || user.getId().isEmpty()) {
      return false;
    }
    return peer.getId().isEmpty()
        ? isNamed(user, peer.getName())
        : peer.getId().equals(user.getId());
  }

  private static boolean isNamed(User user, String name) {
    return !user.getId().isEmpty() && NameFold.fold(user.getName()).equals(NameFold.fold(name));
  }

  private static @Nullable User renamed(@Nullable User user, User now) {
    return user != null && user.getId().equals(now.getId()) ? now : user;
  }
}
