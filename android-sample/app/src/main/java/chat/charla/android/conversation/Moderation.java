package chat.charla.android.conversation;

import chat.charla.client.RoomState;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import java.time.Instant;

/** Makes notices of the events by which moderators change a room. */
final class Moderation {
  private Moderation() {}

  /** The notice for {@code room_changed} or {@code member_changed}. */
  static Notice noticeOf(Event event) {
    return Notice.moderation(
        kindOf(event),
        event.getSequence(),
        millis(event),
        event.getActor().getName(),
        event.getMemberChanged().getUser().getName());
  }

  private static Notice.Kind kindOf(Event event) {
    if (event.hasRoomChanged()) {
      return Notice.Kind.ROOM_CHANGED;
    }
    MemberChanged changed = event.getMemberChanged();
    Instant time = Instant.ofEpochMilli(millis(event));
    if (RoomState.isBanned(changed.getState(), time)) {
      return Notice.Kind.BANNED;
    }
    if (changed.getRemoved()) {
      return Notice.Kind.REMOVED;
    }
    return RoomState.isMuted(changed.getState(), time)
        ? Notice.Kind.MUTED
        : Notice.Kind.MEMBER_CHANGED;
  }

  private static long millis(Event event) {
    return event.getCreateTime().getSeconds() * 1000 + event.getCreateTime().getNanos() / 1_000_000;
  }
}
