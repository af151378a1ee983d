/** Tests of the transcript file, of the channels, and of parsing server addresses. */
@NullMarked
package chat.charla.android.session;

import org.jspecify.annotations.NullMarked;
