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
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Receives the events of a {@link ChatClient}. Every method does nothing unless overridden, except
 * {@link #onListenerFailure}.
 *
 * <p>All methods are called on the client's {@link Scheduler}, one at a time. They may call the
 * client; such a call takes effect after they have returned. A slow listener slows the server's
 * delivery down by flow control, so no unbounded queue builds up. An exception from a listener is
 * passed to {@link #onListenerFailure} and has no other effect; the event counts as delivered.
 */
public interface ChatListener {
  /** The state of the connection has changed. */
  default void onState(ConnectionState state) {}

  /**
   * {@code Join} succeeded: the server has created an identity, or the existing identity has a name
   * again. The id shows whether the identity is new.
   */
  default void onJoined(JoinResponse response) {}

  /**
   * The identity has ended: it expired, or another program called {@code Leave}. Its pending
   * messages have been settled: as OUTCOME_UNKNOWN if they may have been sent, otherwise as REFUSED
   * with NOT_RUNNING. Its cursors are discarded. If the identity expired, the client now joins with
   * a new identity.
   */
  default void onIdentityLost(CallFailure cause) {}

  /** A stream is open. {@code Ready} contains the user, the limits and all memberships. */
  default void onReady(Ready ready) {}

  /**
   * An event. Durable events (sequence 1 or more) come exactly once and in order per timeline;
   * ephemeral ones (sequence 0) have no such guarantee. The kind is unset if this client does not
   * know it.
   */
  default void onEvent(Event event) {}

  /**
   * Events that will not be delivered. After GAP_REASON_RESET, the events of this timeline that
   * were delivered earlier may differ from those that the server has now. The server may deliver
   * the same events again, as part of another epoch.
   */
  default void onGap(Gap gap) {}

  /**
   * All events of a timeline up to its head have been delivered. The application should now list
   * the present users of the room again.
   */
  default void onCaughtUp(CaughtUp caughtUp) {}

  /**
   * The room of a message is in slow mode: the client sends the message again after this delay, and
   * keeps the order of the messages. Also called for each later message to the room that the server
   * has refused for the same reason.
   */
  default void onSlowMode(PendingMessage message, Duration delay) {}

  /** A message is no longer pending. */
  default void onMessageSettled(PendingMessage message) {}

  /**
   * The user has entered a room by {@link ChatClient#enterRoom}, or was already a member of it. By
   * default, {@link #onRoomEnteredElsewhere} also calls this method.
   */
  default void onRoomEntered(RoomEntered entered) {}

  /**
   * The user has left a room by {@link ChatClient#leaveRoom}. Events of the room up to {@code
   * last_sequence} may still come. By default, {@link #onRoomLeftElsewhere} also calls this method.
   */
  default void onRoomLeft(RoomLeft left) {}

  /**
   * Another session of the user's account, or a program with the same token by {@code Execute}, has
   * entered a room. The events of the room follow. A listener that regards {@link #onRoomEntered}
   * as the answer to its own command overrides this method.
   */
  default void onRoomEnteredElsewhere(RoomEntered entered) {
    onRoomEntered(entered);
  }

  /** The counterpart of {@link #onRoomEnteredElsewhere} for a room that was left. */
  default void onRoomLeftElsewhere(RoomLeft left) {
    onRoomLeft(left);
  }

  /** Entering or leaving a room was refused. */
  default void onRoomRefused(String room, Error error) {}

  /**
   * The user has a new name, while the client is connected. {@link ChatClient#useName} has
   * requested it, here or in another session of the account, or the operator has renamed the user.
   * The event {@code user_renamed} follows or came before, as for any user. A change while the
   * client is not connected is reported by {@link #onReady} only.
   */
  default void onRenamed(User self) {}

  /**
   * The server has refused a name that {@link ChatClient#useName} requested while the client was
   * connected.
   */
  default void onNameRefused(CallFailure failure) {}

  /**
   * State that must survive the process has changed: the identity, or the secret request id with
   * which a {@code Join} can be retried. Also called by {@link ChatClient#start} if the client was
   * constructed with messages that were never sent ({@link
   * SavedSession.SavedMessage#wasNeverSent}): the client may send them now, so the application must
   * replace its older snapshot. Changes of cursors and pending messages are more frequent and are
   * not reported here: see {@link ChatClient#snapshot}.
   */
  default void onSessionChanged(SavedSession session) {}

  /** The server has violated the contract. Where possible, the client recovers by resuming. */
  default void onProtocolViolation(String description) {}

  /**
   * A method of this listener, or an {@link Answer}, has thrown. The default logs the exception.
   */
  default void onListenerFailure(Throwable failure) {
    Logger.getLogger(ChatListener.class.getName())
        .log(Level.WARNING, "a chat listener failed", failure);
  }
}
