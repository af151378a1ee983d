/** Servers as processes of their own, and what Linux tells about them. */
@NullMarked
package chat.charla.bench.process;

import org.jspecify.annotations.NullMarked;
