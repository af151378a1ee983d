package chat.charla.server.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Durable, totally ordered timelines.
 *
 * <p>The promise:
 *
 * <ul>
 *   <li>Sequences of a timeline are dense: 1, 2, 3 …
 *   <li>When {@link #append} completes, its entries are on disk and survive the loss of the process
 *       and of power. Nothing that has not been committed is ever returned by a read.
 *   <li>An append is atomic over all its timelines, and is refused unless every head is the one it
 *       was decided against.
 *   <li>A key and its receipt are kept as long as the timeline and the identity, whatever becomes
 *       of the event.
 * </ul>
 *
 * <p>No method but {@link #timelines} blocks on I/O. A stage completes on a thread of the log's
 * own, so whoever depends on it moves to an executor of its own at once; it completes exceptionally
 * with {@link LogUnavailableException} if the log could not do its work. Writes are carried out in
 * the order they were asked for. All methods are safe for use by several threads.
 *
 * <p>After a failed write the outcome is unknown, and no read settles it: what a read sees may
 * still be lost with the power. {@link #open} settles it, because it is a write of its own.
 */
public interface MessageLog {

  /**
   * All timelines, in the order in which they were made. Blocks; meant for the start. Its cost does
   * not depend on the number of events.
   */
  Map<TimelineId, Tail> timelines();

  /**
   * Creates the timeline, empty and with a new epoch, if it does not exist; tells its tail.
   *
   * <p>It writes in any case. When it completes, what it tells is on disk, as is all that was
   * written to this storage before, and no write that has failed before takes effect any more.
   */
  CompletionStage<Tail> open(TimelineId timeline);

  /**
   * Appends all parts, or none.
   *
   * <p>Completes exceptionally, nothing being appended, with {@link HeadMismatchException} if a
   * head is not the expected one, a timeline does not exist, or a key stands twice in the append or
   * belongs to a timeline that does not exist; and with {@link RepeatedKeyException} if all that is
   * as it should be, and a key is already there.
   */
  CompletionStage<Void> append(Append append);

  /** For each key, in order, the receipt it was committed with. Sees every completed append. */
  CompletionStage<List<Optional<byte[]>>> find(List<DedupeKey> keys);

  /**
   * Reads events from sequence {@code from} on, or from the oldest kept if that is later. Completes
   * exceptionally with {@link java.util.NoSuchElementException} if there is no such timeline.
   *
   * @param maxEvents at most so many, at least 1
   * @param maxBytes the events together at most so many bytes; a first event that is larger comes
   *     alone
   */
  CompletionStage<Chunk> read(TimelineId timeline, long from, int maxEvents, int maxBytes);

  /**
   * Removes the timeline if it has never had an event; {@link #open} makes another of this name,
   * with another epoch.
   *
   * @return completes with true when that is on disk, or if there is no such timeline; with false,
   *     and nothing is changed, if it has had an event
   */
  CompletionStage<Boolean> removeUnused(TimelineId timeline);

  /** Removes everything kept for an identity that has ended: its inbox and its keys everywhere. */
  CompletionStage<Void> forget(String identityId);
}
