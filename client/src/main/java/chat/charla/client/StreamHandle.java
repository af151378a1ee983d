package chat.charla.client;

import chat.charla.v1.ConverseRequest;

/**
 * The client's side of one {@code Converse} stream.
 *
 * <p>No method blocks or throws. The client calls the methods one at a time. After the end of the
 * stream, the methods do nothing.
 */
public interface StreamHandle {
  /**
   * Sends a command. An implementation may buffer it. The buffer is bounded, because the client
   * keeps the number of unanswered commands within {@code Limits.max_outstanding_commands}.
   */
  void send(ConverseRequest command);

  /**
   * Allows this many more frames to be delivered. The client requests a frame after it has
   * processed an earlier one, so that a slow application slows the server down. A transport without
   * flow control may deliver frames that were not requested.
   */
  void request(int frames);

  /** Half-closes the stream: no more commands will come. */
  void halfClose();

  /** Ends the stream at once. The client ignores all later callbacks of the listener. */
  void cancel();
}
