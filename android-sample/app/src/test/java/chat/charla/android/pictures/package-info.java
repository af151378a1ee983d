/**
 * Draws the pictures of the README: the real screens with a scripted server, so that they are the
 * same each time. Only the profile {@code pictures} runs this.
 */
@NullMarked
package chat.charla.android.pictures;

import org.jspecify.annotations.NullMarked;
