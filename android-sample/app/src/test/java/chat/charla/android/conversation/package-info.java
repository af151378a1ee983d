/** Tests of what there is to see, without Android. */
@NullMarked
package chat.charla.android.conversation;

import org.jspecify.annotations.NullMarked;
