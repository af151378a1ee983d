/**
 * The {@link chat.charla.cli.chat.Console} of a real terminal: the only package that knows JLine.
 * Nothing of it is loaded unless both ends of the program are a terminal.
 */
@NullMarked
package chat.charla.cli.terminal;

import org.jspecify.annotations.NullMarked;
