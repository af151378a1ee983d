/**
 * Rooms and inboxes: their members, the rules for posting, and the order of messages.
 *
 * <p>How a message is posted: the chat submits a {@link Post} to a {@link Room}, which has its own
 * {@link PostingQueue}, or to the {@link Inboxes}, which all share one queue. {@link Room#decide}
 * or {@link Inboxes#decide} accepts or refuses the post without side effects: the result is a
 * {@link Draft} or a {@link Refusal}. The queue collects the accepted posts in a {@link Batch} and
 * appends the batch to the {@link chat.charla.server.log.MessageLog}. When the batch is durable,
 * each {@link Timeline} moves its head and passes the events to readers through the port {@link
 * chat.charla.server.delivery.TimelineFeed}, and the queue answers the authors. If the log already
 * has a post's key, the post is a repetition ({@link PostDecisions}), and the answer is the first
 * result ({@link Receipts}). If an append fails, a {@link TailQuery} tells whether the log has the
 * batch.
 *
 * <p>{@link Rooms} has all rooms. {@link RoomOpening} finds the room that a client names, or lets
 * {@link RoomCreation} create it. {@link RoomRemoval} removes a vacant room if a new room needs its
 * place. A room announces changes of presence to its members, as often as a {@link PresenceDamper}
 * allows. {@link AgeRetention} removes old messages, and {@link ReceiptRetention} old receipts.
 *
 * <p>Rooms know an identity as a {@link Participant}, and find the recipient of a private message
 * in the {@link Directory}. They count a send through a {@link SendAllowance}, and report to the
 * operator's console through an {@link Activity}. Other packages implement these four ports.
 *
 * <p>The core, the serial executor that makes all decisions, owns all objects of this package, and
 * no method blocks. Refusals are values: an {@link Outcome} is a result or a {@link Refusal}.
 */
@NullMarked
package chat.charla.server.room;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import org.jspecify.annotations.NullMarked;
