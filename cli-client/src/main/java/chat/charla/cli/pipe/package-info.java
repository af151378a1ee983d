/**
 * A conversation for a program in any language: commands come in and everything else goes out as
 * JSON Lines. {@link chat.charla.cli.pipe.RequestLines} makes lines of bytes, {@link
 * chat.charla.cli.pipe.RequestParser} makes a {@link chat.charla.cli.pipe.Request} of a line,
 * {@link chat.charla.cli.pipe.Pipe} is the conversation.
 *
 * <p>Two threads: one reads commands and carries them out one after the other, the client's
 * scheduler writes what happens. Both write whole lines. Neither holds anything back: while stdout
 * is blocked, both stand still, and with them the server's delivery; while too many messages have
 * no result, nothing is read.
 */
@NullMarked
package chat.charla.cli.pipe;

import org.jspecify.annotations.NullMarked;
