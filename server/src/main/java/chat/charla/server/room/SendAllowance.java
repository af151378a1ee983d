package chat.charla.server.room;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** Counts one send for the limits of its author. Used on the core. */
public interface SendAllowance {

  /** Counts the send, or returns the reason to refuse it. Called before the send is decided. */
  Optional<Refusal> take();

  /**
   * Counts what the send will add to the disk, or returns the reason to refuse it. Called after
   * {@link #take}, if the rules for posting accept the send.
   *
   * @param bytes as in {@link Draft#bytes}
   */
  Optional<Refusal> takeBytes(long bytes);

  /** Undoes what this send has counted, unless it has been undone already. */
  void giveBack();
}
