package chat.charla.server.identity;

import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Closing;

/** An identity's open stream, as its identity knows it. Used on the core. */
public interface OpenStream {

  /** Its number: a stream with a higher one replaces it. */
  long number();

  /** Ends the stream with this refusal. */
  void end(Refusal refusal, Closing.Action action);

  /**
   * Ends the stream when all commands received so far are answered, and tells the client to resume.
   */
  void endWhenAnswered(Refusal refusal);

  /** Called when all changes of rooms that the identity's streams have begun are complete. */
  void roomsChanged();

  /** Delivers a timeline up to this sequence only. */
  void unfollow(TimelineId timeline, long last);
}
