/**
 * Handles the user's input.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.chat.input.TypedLines} handles typed lines. A line is the answer to
 *       a {@link chat.charla.cli.chat.input.Question} or an {@link
 *       chat.charla.cli.chat.input.Input}. An input whose recipient is ambiguous waits until the
 *       users present are known.
 *   <li>{@link chat.charla.cli.chat.input.CommandWord} is the table of commands. {@code
 *       InputParser}, the help and the completion use this table.
 *   <li>{@link chat.charla.cli.chat.input.Commands} carries out an input. {@link
 *       chat.charla.cli.chat.input.OutgoingText} sends the messages; {@link
 *       chat.charla.cli.chat.input.Lookups} and {@link chat.charla.cli.chat.input.UserLists} query
 *       the server.
 *   <li>{@link chat.charla.cli.chat.input.RoomChanges} changes the settings of rooms. {@link
 *       chat.charla.cli.chat.input.Moderation} reads the commands about members: {@code
 *       MemberChanges} finds the member and makes the change, and {@code MemberTable} shows all.
 *   <li>{@link chat.charla.cli.chat.input.NameQuestion} asks for a name before the chat begins;
 *       {@link chat.charla.cli.chat.input.NameLines} handles the lines that answer it, and {@code
 *       RepairedName} makes a name to offer.
 * </ul>
 */
@NullMarked
package chat.charla.cli.chat.input;

import org.jspecify.annotations.NullMarked;
