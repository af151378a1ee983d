/**
 * Charla in a terminal: {@code charla chat} for people, {@code send}, {@code tail}, {@code users}
 * and {@code whoami} for scripts.
 *
 * <p>A tour:
 *
 * <ul>
 *   <li>{@link chat.charla.cli.Main} is the process: streams, environment, exit.
 *   <li>{@code command} has a small class for each command: what it is told, what it answers.
 *   <li>{@code chat} is a person in the chat, {@code script} a program; {@code terminal} is the
 *       line editor, and the only package that knows JLine.
 *   <li>{@code connection} is the way to a server, {@code text} the words and what makes them
 *       harmless.
 *   <li>{@code demo} shows it all with real processes.
 * </ul>
 *
 * <p>Arrows point one way: {@code command → terminal → chat → connection → text}, and {@code
 * command → script → connection}.
 */
@NullMarked
package chat.charla.cli;

import org.jspecify.annotations.NullMarked;
