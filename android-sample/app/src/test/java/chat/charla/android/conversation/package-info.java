/** Tests of the conversations, without Android. */
@NullMarked
package chat.charla.android.conversation;

import org.jspecify.annotations.NullMarked;
