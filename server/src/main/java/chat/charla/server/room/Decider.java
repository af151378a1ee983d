package chat.charla.server.room;

import chat.charla.server.log.TimelineId;

/** The rules by which a {@link PostingQueue} accepts posts. Called on the core. */
interface Decider {

  /** The timeline in which the author's message ids count. */
  TimelineId dedupeTimeline(Post post);

  /** Accepts or refuses a post that is no repetition. Changes nothing. */
  Outcome<Draft> decide(Post post);

  /** The oldest sequence to keep when the head is this one; 0 to keep everything. */
  long keepFrom(long head);

  /** A post has become durable and visible. */
  void posted(Post post, Draft draft);

  /** Storing has begun to fail, or works again. */
  void storageChanged(boolean available);
}
