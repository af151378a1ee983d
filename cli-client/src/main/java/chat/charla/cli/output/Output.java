package chat.charla.cli.output;

import chat.charla.v1.CredentialInfo;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.Invitation;
import chat.charla.v1.Member;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Room;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.Session;
import chat.charla.v1.WhoAmIResponse;
import java.time.Duration;

/**
 * Receives the results of a command, and writes each result as one line, without buffering.
 * Thread-safe. No method throws. {@link #isBroken} tells whether writing has failed.
 */
public interface Output {
  /**
   * Writes an event of a timeline.
   *
   * @param epoch the epoch to which the event's sequence belongs; empty if it is not known
   */
  void event(Event event, String epoch);

  /** Writes a gap: requested events that the server will not deliver. */
  void gap(Gap gap);

  /**
   * Writes that a message is stored.
   *
   * @param id the message's {@code client_message_id}
   */
  void sent(String id, SendMessageResponse response);

  /** Writes a user who is present. */
  void user(PresentUser user);

  /** Writes a room. */
  void room(Room room);

  /** Writes the settings of a room. */
  void settings(String room, RoomSettings settings);

  /** Writes a user of a room, with role and restrictions. */
  void member(Member member);

  /** Writes the user's own identity. */
  void self(WhoAmIResponse self);

  /** Writes an account that the user is logged in to. */
  void account(String server, String name);

  /** Writes a session of the user's account. */
  void session(Session session);

  /** Writes an invitation of the user's account. */
  void invitation(Invitation invitation);

  /** Writes a credential of the user's account. */
  void credential(CredentialInfo credential);

  /**
   * Writes that the server has answered a ping.
   *
   * @param sequence the number of the ping, from 1
   */
  void pong(long sequence, Duration roundTrip);

  /**
   * Whether writing has failed, for example because the reader has closed the pipe, or the disk is
   * full.
   */
  boolean isBroken();
}
