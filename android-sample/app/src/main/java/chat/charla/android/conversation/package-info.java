/**
 * The conversations, as plain Java without Android: start at {@link
 * chat.charla.android.conversation.Conversations}.
 *
 * <p>A conversation is built from facts, such as events: see {@link
 * chat.charla.android.conversation.FactReceiver}. The session appends each fact to a file, the
 * transcript. The next process reads the transcript, so its screens show the same conversations.
 */
@NullMarked
package chat.charla.android.conversation;

import org.jspecify.annotations.NullMarked;
