/**
 * What there is to see, as plain Java without Android: start at {@link
 * chat.charla.android.conversation.Conversations}.
 *
 * <p>It is made of {@link chat.charla.android.conversation.Facts}: the same ones that are written
 * into the transcript when they happen, and read from it by the next process. So what is seen after
 * a restart is what was seen before, because it was made in the same way.
 */
@NullMarked
package chat.charla.android.conversation;

import org.jspecify.annotations.NullMarked;
