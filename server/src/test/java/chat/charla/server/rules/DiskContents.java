package chat.charla.server.rules;

import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.v1.StoredIdentity;
import com.google.common.collect.MoreCollectors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link World} has on its disk, whether the server runs or not. Changes nothing. */
final class DiskContents {
  private final FakeDisk disk;

  DiskContents(FakeDisk disk) {
    this.disk = disk;
  }

  /** The sequence of the room's last event. */
  long head(String room) {
    return Objects.requireNonNull(room(room)).head();
  }

  /** The sequence of the room's oldest event. */
  long first(String room) {
    return Objects.requireNonNull(room(room)).first();
  }

  /** The sequence of the last event in the inbox. */
  long headOfInbox(String identityId) {
    return Objects.requireNonNull(inbox(identityId)).head();
  }

  /** The sequence of the oldest event in the inbox. */
  long firstInInbox(String identityId) {
    return Objects.requireNonNull(inbox(identityId)).first();
  }

  /** The state of a room; null if there is no such room. */
  @Nullable Tail room(String name) {
    return disk.timelines().get(TimelineId.room(name));
  }

  /** The number of rooms. */
  long rooms() {
    return disk.timelines().keySet().stream().filter(TimelineId::isRoom).count();
  }

  /** The number of inboxes. */
  long inboxes() {
    return disk.timelines().keySet().stream().filter(timeline -> !timeline.isRoom()).count();
  }

  /** The owner of the only inbox. */
  String ownerOfInbox() {
    return disk.timelines().keySet().stream()
        .filter(timeline -> !timeline.isRoom())
        .collect(MoreCollectors.onlyElement())
        .identityId();
  }

  /** Whether there is an inbox of this user. */
  boolean hasInbox(String userId) {
    return inbox(userId) != null;
  }

  /** Whether there is a record of this identity. */
  boolean hasIdentity(String id) {
    return disk.identity(id) != null;
  }

  /** The record of this identity. */
  StoredIdentity identity(String id) {
    return StoredRecords.read(Objects.requireNonNull(disk.identity(id)).record());
  }

  private @Nullable Tail inbox(String identityId) {
    return disk.timelines().get(TimelineId.inbox(identityId));
  }
}
