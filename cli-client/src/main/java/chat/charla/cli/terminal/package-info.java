/**
 * The {@link chat.charla.cli.chat.Console} of a real terminal: the only package that knows JLine.
 * Nothing of it is loaded unless both ends of the program are a terminal.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.terminal.TerminalConsole} puts the rest together, and knows what
 *       Ctrl-C means.
 *   <li>{@code Editor} is JLine's line editor with an input area around the line; {@code
 *       AreaLayout} says what is drawn there, {@code LineWrap} breaks what is printed above it.
 *   <li>{@code Paste} reads what is pasted, and knows when it is over.
 *   <li>{@code Painter} is the thread that draws, a burst in one go.
 *   <li>{@code InputHistory} is the file with the lines for the next program, {@code
 *       VocabularyCompleter} what Tab offers.
 * </ul>
 *
 * <p>The screen is the terminal's own: what leaves it at the top can be scrolled back to, selected
 * and copied as anything else, and old rows are broken anew by the terminal when it is resized.
 * That is also the price. Terminals which do not do so (xterm) show a piece of the input line twice
 * after a resize, and what is written while a terminal resizes may land a row off.
 */
@NullMarked
package chat.charla.cli.terminal;

import org.jspecify.annotations.NullMarked;
