package chat.charla.server.room;

import java.time.Duration;

/**
 * How long messages are kept at least, in observed time ({@code clock.ObservedTime}).
 *
 * @param rooms for messages in rooms; 0 to keep them regardless of their age
 * @param inboxes for private messages; 0 to keep them regardless of their age
 */
public record RetentionAges(Duration rooms, Duration inboxes) {
  /** Messages are kept regardless of their age. */
  public static final RetentionAges UNLIMITED = new RetentionAges(Duration.ZERO, Duration.ZERO);

  public RetentionAges {
    if (rooms.isNegative() || inboxes.isNegative()) {
      throw new IllegalArgumentException("an age must not be negative");
    }
  }
}
