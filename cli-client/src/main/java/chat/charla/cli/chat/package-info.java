/**
 * A person in the chat.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.chat.Chat} is the conversation: it takes the lines that are typed,
 *       hears what the {@link chat.charla.client.ChatClient} tells, and shows it all on a console.
 *       Everything it owns is touched only on the client's scheduler; the state has no lock.
 *   <li>{@link chat.charla.cli.chat.Console} is the port to the person, with {@link
 *       chat.charla.cli.chat.PlainConsole} for pipes; the one with a line editor is in another
 *       package. {@link chat.charla.cli.chat.InputPump} is the thread that reads from it: one line
 *       at a time, the next when the chat asks for it with a {@link chat.charla.cli.chat.Prompt}.
 *   <li>What is typed: {@code TypedLines} takes it, and lets wait what is not clear yet; {@code
 *       CommandWord} is the table of the commands, from which {@code InputParser}, the help and the
 *       completion come; {@code Commands} does what an {@code Input} asks for, {@code Speech} says
 *       things, {@code Lookups} asks the server.
 *   <li>What arrives: {@code Arrivals} decides where it belongs, {@code Transcript} puts it into
 *       lines, {@code Display} shows them, {@code CatchUp} knows what was missed, and {@code
 *       InputAreas} makes the prompt, the pending rows and the {@code StatusLine}.
 *   <li>What is known: {@code Whereabouts} follows the server's word; {@code Situation} has {@code
 *       Rooms}, {@code Roster}, {@code Whispers}, {@code Ignored}, the {@code Link} and {@code
 *       OwnMessages}, which sees to it that each message that was typed comes to exactly one end.
 * </ul>
 */
@NullMarked
package chat.charla.cli.chat;

import org.jspecify.annotations.NullMarked;
