/**
 * The conversations, as plain Java without Android: start at {@link
 * chat.charla.android.conversation.Conversations}.
 *
 * <p>They are built from {@link chat.charla.android.conversation.Facts}: the same ones that are
 * written into the transcript when they happen, and read from it by the next process. So the screen
 * shows the same after a restart as before.
 */
@NullMarked
package chat.charla.android.conversation;

import org.jspecify.annotations.NullMarked;
