package chat.charla.server.chat;

import chat.charla.server.log.Tail;
import chat.charla.v1.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Where the delivery of a timeline starts on a stream.
 *
 * @param after the sequence before the first one to deliver
 * @param reset whether the client must be told to discard its cursor, because the cursor does not
 *     fit the timeline
 */
record ResumePoint(long after, boolean reset) {

  /**
   * Resumes at the cursor if it fits the timeline, otherwise after {@code byDefault}.
   *
   * @param byDefault the sequence before the first one to deliver if no cursor fits
   */
  static ResumePoint of(Tail tail, @Nullable Cursor cursor, long byDefault) {
    if (cursor == null) {
      return new ResumePoint(byDefault, false);
    }
    boolean sameEpoch = cursor.getEpoch().isEmpty() || cursor.getEpoch().equals(tail.epoch());
    return sameEpoch && cursor.getAfterSequence() <= tail.head()
        ? new ResumePoint(cursor.getAfterSequence(), false)
        : new ResumePoint(byDefault, true);
  }
}
