package chat.charla.server.delivery;

import chat.charla.server.log.Tail;
import java.util.List;

/** Receives the events and changes of one timeline. Called on the core. */
public interface TimelineFeed {

  /**
   * Delivers events that have just been committed.
   *
   * @param events the serialized events; the last of them has the sequence of the new head
   * @param after the timeline's tail after these events
   */
  void committed(List<byte[]> events, Tail after);

  /**
   * Called when the log has removed the oldest events.
   *
   * @param after the timeline's tail, with the same head as before
   */
  void trimmed(Tail after);

  /** Replaces a wrong tail by the log's tail. Readers then read the new events from the log. */
  void corrected(Tail found);

  /** Delivers an ephemeral event to the live readers. */
  void announce(byte[] event);

  /** Ends the delivery of a timeline that has been removed, and releases its memory. */
  void close();
}
