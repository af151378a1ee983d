/**
 * The interactive chat. Package {@code input} handles typed lines, {@code view} shows events and
 * answers, and {@code state} holds the state. This package connects the three. Dependencies point
 * one way: {@code chat → input → view → state}.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.chat.Chat} is the centre: it handles the typed lines and the events
 *       of the {@link chat.charla.client.ChatClient}. All state is accessed only on the client's
 *       scheduler, without locks.
 *   <li>{@link chat.charla.cli.chat.InputPump} reads from the {@link
 *       chat.charla.cli.chat.view.Console}, on a thread of its own. It reads a line only when the
 *       chat asks for one with a {@link chat.charla.cli.chat.view.Prompt}. {@code InputTurns} lets
 *       it read, and draws the input area.
 *   <li>{@code Naming} gets a name for the user. {@code CommandSetup} creates what carries out
 *       commands.
 *   <li>{@code Introduction} shows a room that the user has just entered.
 *   <li>{@code StateUpdates} updates the state when the server reports a change of the user's
 *       identity or rooms; {@code ConnectionNews} tells the user that the connection is lost or
 *       back; {@code SessionKeeper} saves the session.
 *   <li>{@code ChatEnd} ends the chat, whether the user quits or the client stops; {@code
 *       Departure} lets it wait for missing answers; {@link chat.charla.cli.chat.Ending} says how
 *       the chat has ended.
 * </ul>
 */
@NullMarked
package chat.charla.cli.chat;

import org.jspecify.annotations.NullMarked;
