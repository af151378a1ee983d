/**
 * Draws the pictures of the README. They show the app's real screens. A scripted server replaces
 * the real one, so that every run draws the same pixels. Only Maven's profile {@code pictures} runs
 * this package.
 */
@NullMarked
package chat.charla.android.pictures;

import org.jspecify.annotations.NullMarked;
