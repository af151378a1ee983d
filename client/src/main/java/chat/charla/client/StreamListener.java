package chat.charla.client;

import chat.charla.v1.ConverseResponse;
import org.jspecify.annotations.Nullable;

/**
 * Receives one {@code Converse} stream: frames in the order in which the server sent them, one at a
 * time, then {@link #onClosed} once. The calls may come on any thread.
 */
public interface StreamListener {
  /** A frame from the server. */
  void onFrame(ConverseResponse frame);

  /**
   * The stream has ended.
   *
   * @param failure why the stream ended, or null if its status is OK
   */
  void onClosed(@Nullable CallFailure failure);
}
