/**
 * The interactive chat. {@code input} handles what the user types, {@code view} what the user sees,
 * and {@code state} has what the chat knows. This package connects the three. Dependencies point
 * one way: {@code chat → input → view → state}.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.chat.Chat} is the centre: it handles the typed lines and the events
 *       of the {@link chat.charla.client.ChatClient}. All state is accessed only on the client's
 *       scheduler, without locks.
 *   <li>{@link chat.charla.cli.chat.InputPump} is the thread that reads from the {@link
 *       chat.charla.cli.chat.view.Console}: one line at a time, the next when the chat asks for it
 *       with a {@link chat.charla.cli.chat.view.Prompt}.
 *   <li>{@code ServerWatch} updates the state from what the server sends about the user and the
 *       rooms; {@code SessionKeeper} saves the session; {@code Departure} leaves when no answer is
 *       missing, and {@link chat.charla.cli.chat.Ending} is how the chat has ended.
 * </ul>
 */
@NullMarked
package chat.charla.cli.chat;

import org.jspecify.annotations.NullMarked;
