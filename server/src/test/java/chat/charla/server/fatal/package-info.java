/** Programs in which a fatal error occurs, in processes of their own, and how they end. */
@NullMarked
package chat.charla.server.fatal;

import org.jspecify.annotations.NullMarked;
