package chat.charla.server.delivery;

import chat.charla.server.log.TimelineId;

/**
 * Where a reader's events leave the server. Used only on the reader's event loop.
 *
 * <p>No method blocks or throws; after the stream has ended they do nothing.
 */
public interface Outlet {

  /** Whether the transport takes more without queueing; false for good after the stream's end. */
  boolean isReady();

  /** Sends events of one timeline. The bytes are copied before it returns. */
  void deliver(EventSlice events);

  /** Tells that retention has removed the sequences from {@code first} to {@code last}. */
  void trimmed(TimelineId timeline, String epoch, long first, long last);

  /** Delivery has failed by a defect, and may have left events out: ends the stream. */
  void failed(RuntimeException defect);

  /** Tells that the reader is live, having seen everything up to {@code sequence}. */
  void caughtUp(TimelineId timeline, long sequence);
}
