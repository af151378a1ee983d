package chat.charla.cli.chat;

import chat.charla.v1.Event;
import chat.charla.v1.User;
import org.jspecify.annotations.Nullable;

/**
 * With whom one talks in private: always by id, so that what is said never reaches somebody else
 * who has taken the name. Owned by the client's scheduler.
 */
final class Whispers {
  private @Nullable User peer;
  private @Nullable User lastWriter;

  /** Whom one speaks to unless one says otherwise, or null for the room. */
  @Nullable User peer() {
    return peer;
  }

  void speakTo(@Nullable User user) {
    peer = user;
  }

  /** Who has written a private message last, or null. */
  @Nullable User lastWriter() {
    return lastWriter;
  }

  /** Somebody has written in private. */
  void heard(User writer) {
    lastWriter = writer;
  }

  /** Follows those who take another name. */
  void follow(Event event) {
    if (event.hasUserRenamed()) {
      peer = renamed(peer, event.getActor());
      lastWriter = renamed(lastWriter, event.getActor());
    }
  }

  /** Whether this event is about the one whom one speaks to. */
  boolean isPeer(Event event) {
    return peer != null && peer.getId().equals(event.getActor().getId());
  }

  private static @Nullable User renamed(@Nullable User user, User now) {
    return user != null && user.getId().equals(now.getId()) ? now : user;
  }
}
