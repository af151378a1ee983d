/** Programs that cannot go on, in processes of their own, and how these end. */
@NullMarked
package chat.charla.server.fatal;

import org.jspecify.annotations.NullMarked;
