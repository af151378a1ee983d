package chat.charla.client;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Error;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.User;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a {@link ChatClient} tells the application. Every method does nothing unless overridden.
 *
 * <p>All methods are called on the client's {@link Scheduler}, one at a time. They may call the
 * client; that takes effect after they have returned. A listener that takes its time slows the
 * server's delivery down, and nothing piles up. One that throws is reported to {@link
 * #onListenerFailure} and harms nothing else; what it was told counts as told.
 */
public interface ChatListener {
  /** The connection is in another state. */
  default void onState(ConnectionState state) {}

  /**
   * {@code Join} succeeded: there is a new identity, or the known one has its name back. Whether
   * the identity is new shows in its id.
   */
  default void onJoined(JoinResponse response) {}

  /**
   * The identity has ended: it expired, or another program called {@code Leave}. Its pending
   * messages have been settled, as OUTCOME_UNKNOWN if they have left this machine and else as
   * REFUSED with NOT_RUNNING; its cursors are forgotten. If it expired, the client now joins as
   * somebody new.
   */
  default void onIdentityLost(CallFailure cause) {}

  /** A stream is open. It tells self, limits, and the truth about memberships. */
  default void onReady(Ready ready) {}

  /**
   * Something happened. Durable events (sequence 1 or more) come once each and in order per
   * timeline; ephemeral ones (sequence 0) come as they may. A kind that this client does not know
   * is unset.
   */
  default void onEvent(Event event) {}

  /**
   * Events that will not come. For GAP_REASON_RESET: what was told of this timeline may not be what
   * the server has; it may come again, as part of another epoch.
   */
  default void onGap(Gap gap) {}

  /** A timeline is live: refresh its roster now. */
  default void onCaughtUp(CaughtUp caughtUp) {}

  /** A message is no longer pending. */
  default void onMessageSettled(PendingMessage message) {}

  /** A room is entered, or had been. */
  default void onRoomEntered(RoomEntered entered) {}

  /** A room is left. Its events up to {@code last_sequence} may still come. */
  default void onRoomLeft(RoomLeft left) {}

  /** Entering or leaving a room was refused. */
  default void onRoomRefused(String room, Error error) {}

  /** The user has the name that {@link ChatClient#useName} asked for while connected. */
  default void onRenamed(User self) {}

  /** The name that {@link ChatClient#useName} asked for while connected was refused. */
  default void onNameRefused(CallFailure failure) {}

  /**
   * Something that must survive the process has changed: the identity, or the secret by which a
   * {@code Join} can be repeated. Cursors and pending messages change more often and are not told
   * here: see {@link ChatClient#snapshot}.
   */
  default void onSessionChanged(SavedSession session) {}

  /** The server has broken the contract. The client heals itself, where it can, by resuming. */
  default void onProtocolViolation(String description) {}

  /** A method of this listener, or an {@link Answer}, has thrown. By default it is logged. */
  default void onListenerFailure(Throwable failure) {
    Logger.getLogger(ChatListener.class.getName())
        .log(Level.WARNING, "a chat listener failed", failure);
  }
}
