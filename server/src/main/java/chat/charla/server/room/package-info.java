/**
 * What a room is: who is in it, who may post, and in which order messages stand.
 *
 * <p>The way of a message: a {@link Post} is submitted to a {@link Room} or to the {@link Inboxes},
 * which share one {@link PostingQueue}. It looks up whether the post is a repetition, has it
 * decided by {@link Room#decide} or {@link Inboxes#decide} (pure: a {@link Draft} or a {@link
 * Rejection}), appends what was accepted, and only when that is durable hands it to the {@link
 * chat.charla.server.delivery.Timeline} and tells the sender.
 *
 * <p>Everything here is owned by the core, the one serial executor; nothing here blocks. Refusals
 * are values: an {@link Outcome} is a result or a {@link Rejection}.
 */
@NullMarked
package chat.charla.server.room;

import org.jspecify.annotations.NullMarked;
