/**
 * {@code charla pipe}, for programs in any language: reads commands and writes answers and events
 * as JSON Lines. {@link chat.charla.cli.pipe.RequestLines} reads lines, {@link
 * chat.charla.cli.pipe.RequestParser} parses a line into a {@link chat.charla.cli.pipe.Request},
 * and {@link chat.charla.cli.pipe.Pipe} connects input, server and output. {@link
 * chat.charla.cli.pipe.BotProgram} is the program that {@code --exec} names. Its output and input
 * take the place of standard input and output.
 *
 * <p>There are two threads. The reading thread reads commands and carries them out one after the
 * other. The client's scheduler writes events. Both threads write whole lines, and no buffer grows
 * without a limit. While standard output is blocked, both threads block, and the server's delivery
 * stops as well. While too many messages have no result, no command is read.
 */
@NullMarked
package chat.charla.cli.pipe;

import org.jspecify.annotations.NullMarked;
