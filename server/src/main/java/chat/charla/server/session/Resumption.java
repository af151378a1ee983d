package chat.charla.server.session;

import chat.charla.server.log.Tail;
import chat.charla.v1.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Where delivery of a timeline starts.
 *
 * @param after the sequence before the first to deliver
 * @param reset whether the client's cursor means nothing here, so that it must be told
 */
record Resumption(long after, boolean reset) {

  /**
   * Resumes at the cursor if there is one that fits the timeline, else at the default.
   *
   * @param otherwise the sequence before the first to deliver without a cursor
   */
  static Resumption of(Tail tail, @Nullable Cursor cursor, long otherwise) {
    if (cursor == null) {
      return new Resumption(otherwise, false);
    }
    boolean sameEpoch = cursor.getEpoch().isEmpty() || cursor.getEpoch().equals(tail.epoch());
    return sameEpoch && cursor.getAfterSequence() <= tail.head()
        ? new Resumption(cursor.getAfterSequence(), false)
        : new Resumption(otherwise, true);
  }
}
