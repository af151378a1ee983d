/**
 * The conversations, as plain Java without Android: start at {@link
 * chat.charla.android.conversation.Conversations}.
 *
 * <p>A conversation is built from {@link chat.charla.android.conversation.Facts}. The session
 * writes each fact into the transcript at once, and the next process reads it from there. So the
 * screen shows the facts again after a restart.
 */
@NullMarked
package chat.charla.android.conversation;

import org.jspecify.annotations.NullMarked;
