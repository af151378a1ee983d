/**
 * {@code charla pipe}, for programs in any language: reads commands and writes answers and events
 * as JSON Lines. {@link chat.charla.cli.pipe.RequestLines} reads lines, {@link
 * chat.charla.cli.pipe.RequestParser} parses a line into a {@link chat.charla.cli.pipe.Request},
 * {@link chat.charla.cli.pipe.Pipe} connects the two sides.
 *
 * <p>Two threads: one reads commands and carries them out one after the other, the client's
 * scheduler writes events. Both write whole lines. Neither buffers without a limit. While stdout is
 * blocked, both threads block, and so does the server's delivery. While too many messages have no
 * result, no command is read.
 */
@NullMarked
package chat.charla.cli.pipe;

import org.jspecify.annotations.NullMarked;
