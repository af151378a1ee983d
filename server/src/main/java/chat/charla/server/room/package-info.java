/**
 * Rooms: their members, the rules for posting, and the order of messages.
 *
 * <p>How a message is posted: a caller submits a {@link Post} to a {@link Room}, which has its own
 * {@link PostingQueue}, or to the {@link Inboxes}, which share one. {@link Room#decide} or {@link
 * Inboxes#decide} accepts or refuses it without side effects: the result is a {@link Draft} or a
 * {@link Refusal}. The queue appends the accepted posts, and when they are durable it passes them
 * to the {@link Timeline} and answers the authors. If the log already has a post's key, the post is
 * a repetition, and the answer is the first result.
 *
 * <p>The core, the serial executor that makes all decisions, owns everything here; nothing here
 * blocks. Refusals are values: an {@link Outcome} is a result or a {@link Refusal}.
 */
@NullMarked
package chat.charla.server.room;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import org.jspecify.annotations.NullMarked;
