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
 *   <li>{@link chat.charla.cli.chat.InputParser} turns a line into an {@link
 *       chat.charla.cli.chat.Input}; {@link chat.charla.cli.chat.EventLines} turns what happens
 *       into lines. Both are pure: a new command or another look starts there.
 *   <li>{@link chat.charla.cli.chat.Roster} knows who is present, {@link
 *       chat.charla.cli.chat.Outstanding} what has no answer yet.
 * </ul>
 */
@NullMarked
package chat.charla.cli.chat;

import org.jspecify.annotations.NullMarked;
