/**
 * The {@link chat.charla.cli.chat.view.Console} for a terminal. This is the only package that
 * depends on JLine. Its classes are loaded only if both standard input and output are a terminal.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.terminal.TerminalConsole} combines the other classes, and handles
 *       Ctrl-C.
 *   <li>{@code Editor} is JLine's line editor with an input area around the line; {@code
 *       EditorOptions} sets its options, and {@code AreaLayout} lays the input area out. {@code
 *       LinePrinter} prints the output above it, which {@code LineWrap} wraps.
 *   <li>{@code BoxDrawing} keeps characters that JLine would replace. {@code EmojiParts} shows an
 *       emoji as its parts if JLine may count a wrong width for it. {@code WrappingDisplay} keeps
 *       JLine from dividing an emoji that begins a wrapped row.
 *   <li>{@code Paste} reads a paste and detects its end.
 *   <li>{@code Painter} is the thread that draws.
 *   <li>{@code InputHistory} is the file with the input history, {@code VocabularyCompleter} the
 *       completion for Tab.
 * </ul>
 *
 * <p>The console uses the terminal's main screen, not the alternate one: the user can scroll back
 * to old output, select and copy it as usual, and the terminal rewraps old output on a resize. But
 * terminals that do not rewrap, such as xterm, show a part of the input line twice after a resize,
 * and output during a resize may be off by a row.
 */
@NullMarked
package chat.charla.cli.terminal;

import org.jspecify.annotations.NullMarked;
