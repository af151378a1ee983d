package chat.charla.server.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Durable, totally ordered timelines, and a record for each room.
 *
 * <p>Every implementation guarantees:
 *
 * <ul>
 *   <li>Sequences of a timeline are dense: 1, 2, 3 … If an event is missing and was not trimmed,
 *       the storage is damaged and the event is lost. No other event gets the sequence of a lost
 *       event.
 *   <li>When {@link #append} completes, its entries are on disk and survive the loss of the process
 *       and of power. A read returns committed entries only.
 *   <li>An append is atomic over all its timelines. The log refuses an append if one of these
 *       timelines has another head than the append expects.
 *   <li>A key and its receipt are kept as long as the timeline and the identity exist, even if the
 *       event has been trimmed.
 * </ul>
 *
 * <p>A room's record, and the records of its members, are opaque to the log. The room's record is
 * created and removed with the room's timeline, in the same write. An append may change the records
 * ({@link RoomUpdate}). An inbox has no record.
 *
 * <p>Only {@link #timelines}, {@link #damagedTimelines}, {@link #records} and {@link
 * #memberRecords} block on I/O. A stage completes on one of the log's threads, so a caller must
 * continue on an executor of its own. A stage completes exceptionally with {@link
 * LogUnavailableException} if the log could not carry out the call. The log carries out writes in
 * the order of the calls. All methods are safe for use by several threads.
 *
 * <p>The outcome of a failed write is unknown. A read does not show the outcome, because what a
 * read returns may still be lost if the power fails. {@link #open} shows the outcome, because it
 * always writes.
 */
public interface MessageLog {
  /**
   * All timelines, in the order of their creation, except those whose tail cannot be read. Blocks;
   * for use when the server starts. The time that this takes does not depend on the number of
   * events.
   */
  Map<TimelineId, Tail> timelines();

  /**
   * The timelines that must not be used, because their stored data is damaged. {@link #timelines}
   * may contain some of them as well. A timeline whose only damage is lost events can be used, and
   * is not in this list. If very many timelines are damaged, the list has only some of them.
   * Blocks, as {@link #timelines} does.
   */
  List<DamagedTimeline> damagedTimelines();

  /** All records of rooms, except empty records. Blocks; for use when the server starts. */
  Map<TimelineId, byte[]> records();

  /**
   * The records of users of all rooms; see {@link RoomUpdate}. Blocks; for use when the server
   * starts.
   */
  Map<TimelineId, List<byte[]>> memberRecords();

  /**
   * Creates the timeline, empty and with a new epoch, if it does not exist, and returns its tail.
   *
   * <p>This method always writes. When its stage completes, the returned tail is on disk, and so
   * are all earlier writes to this storage that took effect. An earlier write that failed can no
   * longer take effect. A room that this method creates has an empty record.
   */
  CompletionStage<Tail> open(TimelineId timeline);

  /**
   * Like {@link #open}, for a room. A room that this call creates gets the record {@code
   * firstRecord}. A room that exists keeps its record, even if an earlier call with an unknown
   * outcome has created it.
   *
   * @throws IllegalArgumentException if the timeline is an inbox
   */
  CompletionStage<OpenedRoom> openRoom(TimelineId room, byte[] firstRecord);

  /**
   * Appends all parts, or none.
   *
   * <p>Completes exceptionally with {@link HeadMismatchException}, and appends nothing, in these
   * cases: a timeline does not exist, or has another head than expected; the timeline of a key does
   * not exist; the append has a key twice. Otherwise, if a key has been committed before, completes
   * exceptionally with {@link RepeatedKeyException}, and appends nothing.
   */
  CompletionStage<Void> append(Append append);

  /**
   * Returns, for each key in order, the receipt that was committed with the key, or empty if there
   * is none. The result includes every append that has completed before this call.
   */
  CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys);

  /**
   * Reads consecutive events from sequence {@code from} on, or from the oldest kept sequence if
   * that sequence is later. Skips lost events before the first event of the chunk. The chunk ends
   * before the next lost event. If all events from {@code from} on are lost, the chunk is empty,
   * and its first sequence is {@code head + 1}. Completes exceptionally with {@link
   * java.util.NoSuchElementException} if there is no such timeline.
   *
   * @param maxEvents the largest number of events, at least 1
   * @param maxBytes the largest sum of the events' sizes; a first event that is larger is returned
   *     alone
   */
  CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes);

  /**
   * Reads the newest consecutive events before the sequence {@code before}. Skips lost events that
   * directly precede {@code before}. If an earlier event is lost, the chunk begins after that
   * event. If there is no event, the chunk is empty, and its first sequence is the oldest kept one.
   * Completes exceptionally as {@link #read} does.
   *
   * @param maxEvents as for {@link #read}
   * @param maxBytes as for {@link #read}; a last event that is larger is returned alone
   */
  CompletionStage<Chunk> readBefore(TimelineId timeline, long before, int maxEvents, int maxBytes);

  /**
   * Removes events before sequence {@code keepFrom}, the oldest first, without appending any. After
   * that, no read returns the removed events. A call may remove only some of these events, so that
   * no call takes long. The caller repeats the call while the first sequence of the returned tail
   * is lower than {@code keepFrom}.
   *
   * @return the timeline's tail afterwards; empty if there is no such timeline
   */
  CompletionStage<Optional<Tail>> trim(TimelineId timeline, long keepFrom);

  /**
   * Returns, for each existing timeline of the list, the sequence of its first kept event that was
   * appended at this time or later; {@code head + 1} if there is none. The log stores times in
   * whole minutes, so events of the same minute count as appended at this time.
   *
   * <p>The times of a timeline's appends must not decrease. Older versions of the log did not store
   * times. Events without a time count as appended when the storage was migrated, or up to a day
   * later.
   *
   * @param timeMillis as in {@link Append}
   */
  CompletionStage<Map<TimelineId, Long>> appendedSince(List<TimelineId> timelines, long timeMillis);

  /**
   * Removes receipts of entries that were appended before the day of this time. Each call checks
   * only some of the receipts, so that no call takes long. The next call continues after them.
   * Calls must not overlap.
   *
   * <p>If some receipts cannot be read or removed, the call leaves them out, and perhaps others
   * near them. After several failed removals the caller should pause, because a failed removal may
   * make other writes fail.
   *
   * <p>Older versions of the log did not store the day. Receipts without a day count as appended
   * when the storage was migrated, or up to a day later.
   *
   * @param timeMillis as in {@link Append}; days are those of UTC
   * @return true if the caller should pause before the next call. Either this call has checked the
   *     last receipt and the next call begins again with the first one, or several removals have
   *     failed.
   */
  CompletionStage<Boolean> removeReceipts(long timeMillis);

  /**
   * Removes the timeline and its record, if the timeline has never had an event. A later {@link
   * #open} creates another timeline with this name and another epoch.
   *
   * @return true when the removal is on disk, or if there is no such timeline; false, and nothing
   *     is changed, if the timeline has had an event
   */
  CompletionStage<Boolean> removeUnused(TimelineId timeline);

  /** Removes the inbox of an identity that has ended, and the identity's keys in all timelines. */
  CompletionStage<Void> forget(String identityId);
}
