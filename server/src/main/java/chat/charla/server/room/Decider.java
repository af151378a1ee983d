package chat.charla.server.room;

import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;

/** The rules by which a {@link PostingQueue} accepts posts. Called on the core. */
interface Decider {

  /** The timeline that is part of the post's {@link chat.charla.server.log.DedupeKey DedupeKey}. */
  TimelineId dedupeTimeline(Post post);

  /**
   * The timeline with the id {@link #dedupeTimeline}. Called only for a repetition, so the timeline
   * exists.
   */
  Timeline timeline(Post post);

  /**
   * Accepts or refuses a post that is not a repetition. Changes nothing.
   *
   * @param batch the batch of this post, with the posts that were decided before it
   */
  Outcome<Draft> decide(Post post, Batch batch);

  /** The oldest sequence to keep when the timeline's head is {@code head}; 0 to keep everything. */
  long keepFrom(long head);

  /** Called when a post has become durable and visible. */
  void posted(Post post, Draft draft);

  /** Called when the storage begins to fail, and when it works again. */
  void storageChanged(boolean available);
}
