package chat.charla.cli.chat;

import chat.charla.v1.Event;
import chat.charla.v1.PresentUser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A room that one is in: what was said there last, how much of it has not been read, and who is
 * there. Owned by the client's scheduler.
 */
final class Room {
  /** How many messages are kept to be shown when one comes back. */
  static final int KEPT = 200;

  /** How many messages that have been read are shown again, so that the new ones make sense. */
  private static final int CONTEXT = 3;

  /**
   * What there is to see for somebody who comes back to a room.
   *
   * @param read the last of what has been read already
   * @param hidden how many more have not been read than are kept here
   * @param unread what has not been read
   */
  record Missed(List<Event> read, int hidden, List<Event> unread) {}

  private final String name;
  private final Deque<Event> last = new ArrayDeque<>();
  private final Set<String> present = new HashSet<>();
  private int unread;
  private boolean mentioned;
  private int userCount;

  Room(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Somebody has said something, and it has been shown. */
  void read(Event message) {
    // Between messages that have not been read it would be out of its place.
    if (unread == 0) {
      keep(message);
    }
  }

  /** Somebody has said something, and it has not been shown. */
  void miss(Event message, boolean mentionsMe) {
    unread++;
    mentioned |= mentionsMe;
    keep(message);
  }

  /** Marks everything as read, and tells what there is to read. */
  Missed comeBack() {
    List<Event> kept = new ArrayList<>(last);
    int firstUnread = Math.max(0, kept.size() - unread);
    Missed missed =
        new Missed(
            List.copyOf(kept.subList(Math.max(0, firstUnread - CONTEXT), firstUnread)),
            unread - (kept.size() - firstUnread),
            List.copyOf(kept.subList(firstUnread, kept.size())));
    unread = 0;
    mentioned = false;
    return missed;
  }

  int unread() {
    return unread;
  }

  /** Whether one's own name is in what has not been read. */
  boolean isMentioned() {
    return mentioned;
  }

  /** Takes the server's word for how many are present. */
  void count(int users) {
    userCount = users;
  }

  /** Takes what the server lists for the truth. */
  void list(Collection<PresentUser> users) {
    present.clear();
    users.forEach(user -> present.add(user.getUser().getId()));
    userCount = present.size();
  }

  /** Follows those who come and go. */
  void follow(Event event) {
    switch (event.getKindCase()) {
      case USER_JOINED -> {
        if (present.add(event.getActor().getId())) {
          userCount++;
        }
      }
      case USER_LEFT -> {
        if (present.remove(event.getActor().getId())) {
          userCount--;
        }
      }
      case USER_COUNT_CHANGED -> userCount = event.getUserCountChanged().getUserCount();
      default -> {
        // Changes nothing.
      }
    }
  }

  int userCount() {
    return userCount;
  }

  private void keep(Event message) {
    last.addLast(message);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }
}
