/** Tests of the files, and of what is typed about servers. */
@NullMarked
package chat.charla.android.session;

import org.jspecify.annotations.NullMarked;
