/**
 * Charla in a terminal: {@code charla chat} for people, {@code send}, {@code tail}, {@code history}
 * and others for scripts, {@code pipe} for bots.
 *
 * <p>A tour:
 *
 * <ul>
 *   <li>{@link chat.charla.cli.Main} is the process: streams, environment, exit.
 *   <li>{@code command} has a small class for each command: what it is told, what it answers.
 *   <li>{@code chat} is a person in the chat, {@code script} a program, {@code pipe} a program that
 *       talks back; {@code terminal} is the line editor, and the only package that knows JLine.
 *   <li>{@code output} is what programs are told, as text or as JSON.
 *   <li>{@code connection} is the way to a server, {@code settings} what the user has set and where
 *       their files are, {@code text} the words and what makes them harmless.
 *   <li>{@code demo} shows it all with real processes.
 * </ul>
 *
 * <p>Arrows point one way: {@code command → terminal → chat → connection → text}, and {@code
 * command → pipe → script → output → text}; {@code script} and {@code pipe} use {@code connection},
 * too.
 */
@NullMarked
package chat.charla.cli;

import org.jspecify.annotations.NullMarked;
