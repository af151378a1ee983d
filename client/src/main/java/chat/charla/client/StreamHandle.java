package chat.charla.client;

import chat.charla.v1.ConverseRequest;

/**
 * The client's end of one {@code Converse} stream.
 *
 * <p>No method blocks or throws. The client calls them one at a time. After the end of the stream
 * they do nothing.
 */
public interface StreamHandle {
  /**
   * Sends a command. It may be buffered: the client keeps the number of unanswered commands within
   * {@code Limits.max_outstanding_commands}, and that bounds the buffer.
   */
  void send(ConverseRequest command);

  /**
   * Allows so many more frames to be delivered. This is how a slow application slows the server: a
   * frame is asked for when an earlier one has been dealt with. A transport without flow control
   * may deliver frames that nobody has asked for.
   */
  void request(int frames);

  /** Says that no more commands will come. */
  void halfClose();

  /** Ends the stream at once. What the listener hears after that is of no interest. */
  void cancel();
}
