package chat.charla.cli.output;

import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Room;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.WhoAmIResponse;
import java.time.Duration;

/**
 * Where a command puts its answers: one line for each, written at once. Thread-safe. Nothing here
 * throws; whether anybody reads it is for {@link #isBroken} to tell.
 */
public interface Output {
  /**
   * Something that happened in a timeline.
   *
   * @param epoch the life of the timeline that its sequence belongs to; empty if not known
   */
  void event(Event event, String epoch);

  /** Events that were asked for and will not come. */
  void gap(Gap gap);

  /**
   * A message is durable.
   *
   * @param id its {@code client_message_id}
   */
  void sent(String id, SendMessageResponse response);

  /** Somebody who is present. */
  void user(PresentUser user);

  /** A room. */
  void room(Room room);

  /** The caller. */
  void self(WhoAmIResponse self);

  /**
   * The server has answered.
   *
   * @param sequence which answer, from 1
   */
  void pong(long sequence, Duration roundTrip);

  /** Whether writing has failed: nobody reads any more, or there is no room for it. */
  boolean isBroken();
}
