/**
 * What the user types.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.chat.input.TypedLines} handles typed lines. A line is the answer to
 *       a {@link chat.charla.cli.chat.input.Question}, or an {@link
 *       chat.charla.cli.chat.input.Input}, which waits until its recipient is known.
 *   <li>{@link chat.charla.cli.chat.input.CommandWord} is the table of commands for {@code
 *       InputParser}, the help and the completion.
 *   <li>{@link chat.charla.cli.chat.input.Commands} carries out an input: {@link
 *       chat.charla.cli.chat.input.OutgoingText} sends messages, {@link
 *       chat.charla.cli.chat.input.Lookups} and {@link chat.charla.cli.chat.input.UserLists} query
 *       the server.
 *   <li>{@link chat.charla.cli.chat.input.NameQuestion} asks for a name before the chat begins.
 * </ul>
 */
@NullMarked
package chat.charla.cli.chat.input;

import org.jspecify.annotations.NullMarked;
