/** Tests of the small parts of the screens. */
@NullMarked
package chat.charla.android.ui;

import org.jspecify.annotations.NullMarked;
