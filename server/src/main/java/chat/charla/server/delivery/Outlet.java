package chat.charla.server.delivery;

import chat.charla.server.log.TimelineId;

/**
 * Sends a reader's events to its client. Used only on the reader's event loop.
 *
 * <p>No method blocks or throws. After the stream has ended, the methods do nothing.
 */
public interface Outlet {

  /**
   * Whether the transport can send more without queueing. Always false after the end of the stream.
   */
  boolean isReady();

  /** Sends events of one timeline. The method copies the bytes before it returns. */
  void deliver(EventSlice events);

  /**
   * Tells the client that retention has removed the sequences from {@code first} to {@code last}.
   */
  void trimmed(TimelineId timeline, String epoch, long first, long last);

  /**
   * Tells the client that the server has lost the events with the sequences from {@code first} to
   * {@code last}.
   */
  void lost(TimelineId timeline, String epoch, long first, long last);

  /** Ends the stream after a defect in the delivery, because events may be missing. */
  void failed(RuntimeException defect);

  /**
   * Tells the client that it is live: the client has received all events up to {@code sequence}.
   */
  void caughtUp(TimelineId timeline, long sequence);
}
