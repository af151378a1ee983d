/**
 * The interactive chat.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.chat.Chat} is the centre: it handles the typed lines and the events
 *       of the {@link chat.charla.client.ChatClient}, and shows them on a console. All its state is
 *       accessed only on the client's scheduler, without locks.
 *   <li>{@link chat.charla.cli.chat.Console} is the port to the user, with {@link
 *       chat.charla.cli.chat.PlainConsole} for pipes; the one with a line editor is in another
 *       package. {@link chat.charla.cli.chat.InputPump} is the thread that reads from it: one line
 *       at a time, the next when the chat asks for it with a {@link chat.charla.cli.chat.Prompt}.
 *   <li>Input: {@code TypedLines} handles typed lines, and holds those whose recipient is not known
 *       yet; {@code CommandWord} is the table of commands for {@code InputParser}, the help and the
 *       completion; {@code Commands} carries out an {@code Input}, {@code Speech} sends messages,
 *       {@code Lookups} queries the server.
 *   <li>Events: {@code Arrivals} decides whether to show an event, {@code Transcript} formats it,
 *       {@code Display} prints it, {@code CatchUp} tracks missed events, and {@code InputAreas}
 *       builds the prompt, the pending rows and the {@code StatusLine}.
 *   <li>State: {@code Whereabouts} updates it from the server; {@code Situation} holds {@code
 *       Rooms}, {@code Roster}, {@code Whispers}, {@code Ignored}, the {@code Link} and {@code
 *       OwnMessages}, which ensures that each typed message ends in exactly one way.
 * </ul>
 */
@NullMarked
package chat.charla.cli.chat;

import org.jspecify.annotations.NullMarked;
