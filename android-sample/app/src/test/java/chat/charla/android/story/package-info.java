/**
 * Stories of a user of the app, with the real activities and a real server. The classes of {@code
 * chat.charla.android.world} are their environment.
 */
@NullMarked
package chat.charla.android.story;

import org.jspecify.annotations.NullMarked;
