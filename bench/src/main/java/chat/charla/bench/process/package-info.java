/** Servers as processes, and their CPU time and memory as Linux reports them. */
@NullMarked
package chat.charla.bench.process;

import org.jspecify.annotations.NullMarked;
