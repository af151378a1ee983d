package chat.charla.cli.chat.state;

import chat.charla.client.RoomFold;
import chat.charla.client.RoomState;
import chat.charla.v1.Event;
import chat.charla.v1.Member;
import chat.charla.v1.PresentUser;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.User;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room that the user is a member of: its last messages, the number of unread ones, and the users
 * present. Owned by the client's scheduler.
 */
public final class Room {
  /**
   * The maximum number of messages that are kept. They are shown when the user switches to the
   * room.
   */
  public static final int KEPT = 200;

  /**
   * The maximum size of all kept messages together, in bytes, so that long messages in many rooms
   * do not fill the memory. The newest message is always kept.
   */
  public static final int KEPT_BYTES = 200_000;

  /** The maximum number of read messages that are shown again as context for the unread ones. */
  private static final int CONTEXT = 3;

  /** The maximum number of names of members that are kept, for completion. */
  private static final int MAX_NAMES = 1_000;

  /**
   * The messages to show when the user switches to a room.
   *
   * @param read the last messages that the user has read already, as context
   * @param hidden the number of unread messages that cannot be shown, because they are not kept
   * @param unread the unread messages that are kept
   */
  public record Missed(List<Event> read, int hidden, List<Event> unread) {}

  private final String name;
  private final Deque<Event> last = new ArrayDeque<>();
  private long bytes;
  private final Set<String> present = new HashSet<>();

  /** The ids of users whom the introduction of the room has named, and who have not left since. */
  private final Set<String> introduced = new HashSet<>();

  private final RoomFold fold = new RoomFold();
  private final Set<String> memberNames = new HashSet<>();
  private @Nullable Removal removal;
  private int unread;
  private boolean mentioned;
  private int userCount;

  Room(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Records a message that has arrived and was shown. */
  public void read(Event message) {
    // `unread` counts the newest kept messages. So while there are unread messages, do not keep a
    // read one.
    if (unread == 0) {
      keep(message);
    }
  }

  /** Records a message that has arrived and was not shown. */
  public void miss(Event message, boolean mentionsMe) {
    unread++;
    mentioned |= mentionsMe;
    keep(message);
  }

  /** Marks all messages as read, and returns the messages to show. */
  public Missed takeMissed() {
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

  public int unread() {
    return unread;
  }

  /** Whether an unread message mentions the user. */
  public boolean isMentioned() {
    return mentioned;
  }

  /** Replaces the users present by the server's list. */
  public void setPresent(Collection<PresentUser> users) {
    present.clear();
    users.forEach(user -> present.add(user.getUser().getId()));
    userCount = present.size();
  }

  /** The introduction of the room has named these users as present. */
  public void introduce(Collection<User> users) {
    users.forEach(user -> introduced.add(user.getId()));
  }

  /**
   * Whether the introduction of the room has named the user with this id, who has not left since.
   */
  public boolean isIntroduced(String id) {
    return introduced.contains(id);
  }

  /**
   * The user has entered the room, or a stream that delivers the room is open.
   *
   * @param users the number of users present, as sent by the server
   */
  void open(int users) {
    introduced.clear();
    removal = null;
    userCount = users;
  }

  /** The settings of the room, and the roles and restrictions in it, as far as they are known. */
  public RoomFold fold() {
    return fold;
  }

  /** The settings of the room, or null if they are not known. */
  public @Nullable RoomSettings settings() {
    RoomState state = fold.state();
    return state == null ? null : state.settings();
  }

  /** The server has listed the users of the room. */
  public void setMemberNames(Collection<Member> members) {
    memberNames.clear();
    members.stream()
        .filter(member -> !member.getUser().getName().isEmpty())
        .limit(MAX_NAMES)
        .forEach(member -> memberNames.add(member.getUser().getName()));
  }

  /**
   * The names of users who were in the last list, or have got a role or a restriction since. Some
   * of them are not in the room.
   */
  public Set<String> memberNames() {
    return memberNames;
  }

  /** How a moderator has removed the user from a room. */
  public enum Removal {
    /** The user can enter again. */
    KICK,
    /** The user cannot enter for a time. */
    BAN
  }

  /** A moderator has removed the user from the room. The end of the membership follows. */
  public void setRemoval(Removal how) {
    removal = how;
  }

  /** How a moderator has removed the user from the room; null if none has. */
  public @Nullable Removal removal() {
    return removal;
  }

  /** Updates the users present from an event. */
  public void update(Event event) {
    switch (event.getKindCase()) {
      case USER_JOINED -> {
        if (present.add(event.getActor().getId())) {
          userCount++;
        }
      }
      case USER_LEFT -> {
        introduced.remove(event.getActor().getId());
        if (present.remove(event.getActor().getId())) {
          userCount--;
        }
      }
      case MEMBER_CHANGED -> {
        if (memberNames.size() < MAX_NAMES) {
          memberNames.add(event.getMemberChanged().getUser().getName());
        }
      }
      case USER_COUNT_CHANGED -> userCount = event.getUserCountChanged().getUserCount();
      case MESSAGE_POSTED,
          USER_RECONNECTING,
          USER_BACK,
          USER_RENAMED,
          SERVER_NOTICE,
          ROOM_CHANGED,
          RECORD,
          KIND_NOT_SET -> {
        // The number of users present does not change.
      }
    }
  }

  public int userCount() {
    return userCount;
  }

  private void keep(Event message) {
    last.addLast(message);
    bytes += message.getSerializedSize();
    while (last.size() > KEPT || (bytes > KEPT_BYTES && last.size() > 1)) {
      bytes -= last.removeFirst().getSerializedSize();
    }
  }
}
