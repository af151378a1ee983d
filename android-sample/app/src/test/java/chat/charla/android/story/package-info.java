/**
 * What happens to somebody who uses the app, told with the real activities against the real server:
 * see {@code chat.charla.android.world} for what they are told with.
 */
@NullMarked
package chat.charla.android.story;

import org.jspecify.annotations.NullMarked;
