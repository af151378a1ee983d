/**
 * Draws the pictures of the README: the real screens with a scripted server, so that all runs draw
 * the same. Only the profile {@code pictures} runs this package.
 */
@NullMarked
package chat.charla.android.pictures;

import org.jspecify.annotations.NullMarked;
