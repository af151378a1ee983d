package chat.charla.cli.output;

import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Room;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIResponse;
import java.time.Duration;

/**
 * Receives the results of a command: one line each, written at once. Thread-safe. No method throws;
 * {@link #isBroken} tells whether writing has failed.
 */
public interface Output {
  /**
   * An event of a timeline.
   *
   * @param epoch the epoch that its sequence belongs to; empty if not known
   */
  void event(Event event, String epoch);

  /** Requested events that the server no longer has. */
  void gap(Gap gap);

  /**
   * A message is stored.
   *
   * @param id its {@code client_message_id}
   */
  void sent(String id, SendMessageResponse response);

  /** A user who is present. */
  void user(PresentUser user);

  /** A room. */
  void room(Room room);

  /** The user's own identity. */
  void self(WhoAmIResponse self);

  /**
   * The server has answered a ping.
   *
   * @param sequence the number of the ping, from 1
   */
  void pong(long sequence, Duration roundTrip);

  /** Whether writing has failed: the reader has closed the pipe, or the disk is full. */
  boolean isBroken();
}
