/**
 * What the program says and shows, apart from where it is shown.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.text.Language} is chosen from the command line and the environment;
 *       {@link chat.charla.cli.text.Messages} has the words in it.
 *   <li>{@link chat.charla.cli.text.Sanitizer} makes whatever others have written harmless before a
 *       terminal sees it; {@link chat.charla.cli.text.Fields} does so for scripts, and loses
 *       nothing. Both do as {@code Judge} says, who reads a text from left to right; what it knows
 *       of single code points is in {@link chat.charla.cli.text.CodePoints}.
 *   <li>{@link chat.charla.cli.text.StyledText} is what is shown, with its {@link
 *       chat.charla.cli.text.Style}; {@link chat.charla.cli.text.NickColours} has one for every
 *       name, and {@link chat.charla.cli.text.DisplayWidth} says how many columns a text takes.
 *   <li>{@link chat.charla.cli.text.Utf8Lines} reads what is piped in.
 * </ul>
 */
@NullMarked
package chat.charla.cli.text;

import org.jspecify.annotations.NullMarked;
