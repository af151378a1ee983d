package chat.charla.server.storage;

import chat.charla.server.log.TimelineId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses the bytes that the server stores, for code that looks for damage. The log and its adapters
 * do not parse them. Thread-safe.
 */
public interface StoredFormat {

  /** The name of the room that must exist. */
  String lobby();

  /** The event that these bytes contain; null if they contain no event. */
  @Nullable StoredEvent event(byte[] bytes);

  /**
   * Whether these bytes contain the event with this sequence of this timeline. False for the bytes
   * of {@link #lostEvent}. Checks only the outermost fields. So this method is quick, but does not
   * detect damage inside nested messages.
   */
  boolean isEventAt(TimelineId timeline, long sequence, byte[] bytes);

  /** The bytes of an event without content, which stands for an event that was lost. */
  byte[] lostEvent(TimelineId timeline, long sequence);

  /** Whether these bytes are a receipt. */
  boolean isReceipt(byte[] receipt);

  /** The identity that a record describes; null if these bytes are no such record. */
  @Nullable IdentitySummary identity(byte[] record);

  /** The id of the invitation that a record describes; null if these bytes are no such record. */
  @Nullable String invitation(byte[] record);

  /** Whether these bytes are the record of a room. */
  boolean isRoom(byte[] record);

  /** The id of the user in the record of a room's member; null if the record is not readable. */
  @Nullable String roomMember(byte[] record);

  /**
   * The parts of an event that show whether the event belongs to its position.
   *
   * @param room the room's name; empty in an inbox
   * @param actor the id of the identity that caused the event; empty if there is none
   * @param recipient the id of the recipient of a private message; otherwise empty
   * @param lost whether this is a placeholder for a lost event; a placeholder has only a room and a
   *     sequence
   */
  record StoredEvent(String room, long sequence, String actor, String recipient, boolean lost) {

    /**
     * Whether this event, or this placeholder for a lost event, has this sequence and the room of
     * this timeline.
     */
    public boolean belongsTo(TimelineId timeline, long sequence) {
      return this.sequence == sequence && room.equals(timeline.roomName());
    }
  }

  /**
   * The content of an identity's record, as far as a check needs it.
   *
   * @param ended whether the identity has left, so that it has no inbox
   * @param rooms the rooms that the identity is a member of; empty if it has left
   */
  record IdentitySummary(String id, boolean ended, List<String> rooms) {
    public IdentitySummary {
      rooms = List.copyOf(rooms);
    }
  }
}
