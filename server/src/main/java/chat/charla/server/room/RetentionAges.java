package chat.charla.server.room;

import chat.charla.server.log.TimelineId;
import java.time.Duration;

/**
 * How long messages and other events are kept at least, in observed time ({@code
 * clock.ObservedTime}).
 *
 * @param rooms for messages in rooms; 0 to keep them regardless of their age
 * @param inboxes for private messages; 0 to keep them regardless of their age
 * @param audit for what operators have done; 0 to keep it regardless of its age
 */
public record RetentionAges(Duration rooms, Duration inboxes, Duration audit) {
  /** Everything is kept regardless of its age. */
  public static final RetentionAges UNLIMITED =
      new RetentionAges(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  public RetentionAges {
    if (rooms.isNegative() || inboxes.isNegative() || audit.isNegative()) {
      throw new IllegalArgumentException("an age must not be negative");
    }
  }

  /** How long the events of this timeline are kept. */
  Duration of(TimelineId timeline) {
    return timeline.isRoom() ? rooms : timeline.isInbox() ? inboxes : audit;
  }
}
