package chat.charla.server.storage;

import java.util.List;

/**
 * One thing that a check of the storage has found damaged, and that a repair changes.
 *
 * @param kind what is damaged; it determines the meaning of the details
 * @param details names and numbers, as text, in the order that {@link Kind} gives
 */
public record Finding(Kind kind, List<String> details) {
  public Finding {
    details = List.copyOf(details);
  }

  public static Finding of(Kind kind, Object... details) {
    return new Finding(kind, List.of(details).stream().map(String::valueOf).toList());
  }

  /** What can be damaged. */
  public enum Kind {
    /**
     * The row of a timeline does not describe a timeline, or contradicts the events. Details: the
     * timeline, the values in the row, the values that the repair writes into the row.
     */
    TIMELINE_ROW,
    /**
     * The row of a timeline is missing. The repair creates the row again. Details: the number of
     * the timeline, its name, the first and the last sequence.
     */
    TIMELINE_MISSING,
    /**
     * A timeline has events, but it is unknown to which room or inbox it belongs, or another
     * timeline has its name. The repair deletes the events. Details: the number of the timeline,
     * how many events.
     */
    EVENTS_WITHOUT_TIMELINE,
    /**
     * The oldest events are missing. After the repair the timeline begins with the next event.
     * Details: the timeline, the first and the last missing sequence.
     */
    OLDEST_EVENTS_MISSING,
    /**
     * Events are missing. After the repair they count as lost. Details: the timeline, the first and
     * the last missing sequence.
     */
    EVENTS_MISSING,
    /**
     * An event is damaged. After the repair it counts as lost. Details: the timeline, the sequence.
     */
    EVENT_DAMAGED,
    /** A room has no record. The repair writes an empty one. Details: the room. */
    ROOM_RECORD_MISSING,
    /**
     * The record of a room is damaged. The repair replaces it by an empty one. Details: the room.
     */
    ROOM_RECORD_DAMAGED,
    /** A record belongs to no room. The repair deletes it. Details: the number of the timeline. */
    ROOM_RECORD_WITHOUT_ROOM,
    /**
     * The record of a user's role and restrictions in a room is damaged. The repair deletes it, so
     * that the user has no role of its own and no restriction. Details: the room, the user's id.
     */
    ROOM_MEMBER_DAMAGED,
    /** Records of members belong to no room. The repair deletes them. Details: how many. */
    ROOM_MEMBERS_WITHOUT_ROOM,
    /**
     * A room that has members, or the lobby, does not exist. The repair creates the room. Details:
     * the room.
     */
    ROOM_MISSING,
    /** The record of an identity is damaged. The repair deletes the identity. Details: its id. */
    IDENTITY_DAMAGED,
    /** The record of an invitation is damaged. The repair deletes it. Details: its id. */
    INVITATION_DAMAGED,
    /** An identity has no inbox. The repair creates an empty one. Details: the identity's id. */
    INBOX_MISSING,
    /**
     * The secret from which the keys of receipts are computed is missing. The repair creates
     * another secret, and deletes all receipts.
     */
    SECRET_MISSING,
    /**
     * Receipts are damaged, or belong to no identity. The repair deletes them. Details: how many.
     */
    RECEIPTS_DAMAGED,
    /**
     * An author of receipts does not exist as an identity. The repair deletes the author's
     * receipts. Details: the identity's id.
     */
    AUTHOR_WITHOUT_IDENTITY,
    /**
     * Rows of the table of data to delete have an unknown kind. The repair deletes these rows.
     * Details: how many rows.
     */
    DISCARDED_UNKNOWN,
    /**
     * A number of the server, such as a mark of its clock, is damaged. The repair deletes it, and
     * the server goes on as if it had never stored the number. Details: its name.
     */
    NUMBER_DAMAGED
  }
}
