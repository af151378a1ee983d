package chat.charla.server.room;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** What one send may use of its author's limits. Used on the core. */
public interface SendAllowance {

  /**
   * Counts the send, or returns the reason to refuse the send. Called before the send is decided.
   */
  Optional<Refusal> take();

  /**
   * Counts the bytes that the send will add to the disk, or returns the reason to refuse the send.
   * Called after {@link #take}, if the rules for posting accept the send.
   *
   * @param bytes as in {@link Draft#bytes}
   */
  Optional<Refusal> takeBytes(long bytes);

  /** Undoes the counts of this send. Only the first call has an effect. */
  void giveBack();
}
