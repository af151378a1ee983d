/** Tests of the parts of the screens, without a session. */
@NullMarked
package chat.charla.android.ui;

import org.jspecify.annotations.NullMarked;
