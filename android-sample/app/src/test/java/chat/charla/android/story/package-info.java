/**
 * Scenarios of a user of the app, with the real activities and the real server. They are written
 * with the classes of {@code chat.charla.android.world}.
 */
@NullMarked
package chat.charla.android.story;

import org.jspecify.annotations.NullMarked;
