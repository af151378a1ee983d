/**
 * Shows the chat to the user.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.chat.view.Console} is the port to the user. {@link
 *       chat.charla.cli.chat.view.PlainConsole} implements it for pipes, and {@code
 *       terminal.TerminalConsole} with a line editor.
 *   <li>{@link chat.charla.cli.chat.view.Arrivals} decides whether to show an event, {@link
 *       chat.charla.cli.chat.view.Transcript} formats it, {@link chat.charla.cli.chat.view.Display}
 *       prints it, and {@code CatchUp} tracks missed events.
 *   <li>{@link chat.charla.cli.chat.view.RoomView} shows the room that the user switches to.
 *   <li>{@link chat.charla.cli.chat.view.InputAreas} builds the {@link
 *       chat.charla.cli.chat.view.InputArea}: the prompt, the pending rows, the {@code StatusLine},
 *       and the {@link chat.charla.cli.chat.view.Vocabulary} for Tab.
 *   <li>{@link chat.charla.cli.chat.view.Words} has the texts in the user's language.
 * </ul>
 */
@NullMarked
package chat.charla.cli.chat.view;

import org.jspecify.annotations.NullMarked;
