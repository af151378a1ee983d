/** Tests of the files, and of parsing server addresses. */
@NullMarked
package chat.charla.android.session;

import org.jspecify.annotations.NullMarked;
