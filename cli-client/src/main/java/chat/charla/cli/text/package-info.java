/**
 * The program's messages and the formatting of text, independent of the output.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.text.Language} is the language, which the command line or the
 *       environment chooses; {@link chat.charla.cli.text.Messages} contains the messages in this
 *       language.
 *   <li>{@link chat.charla.cli.text.Sanitizer} makes text of other users safe for a terminal;
 *       {@link chat.charla.cli.text.Fields} makes text safe for scripts, without loss. Both classes
 *       use {@code CodePointFilter}, which decides about each code point in its context. {@link
 *       chat.charla.cli.text.CodePoints} classifies single code points.
 *   <li>{@link chat.charla.cli.text.StyledText} is text with {@link chat.charla.cli.text.Style}s;
 *       {@link chat.charla.cli.text.NickColours} assigns a style to every name, and {@link
 *       chat.charla.cli.text.DisplayWidth} computes how many columns a text takes.
 *   <li>{@link chat.charla.cli.text.Spans} parses and writes durations.
 *   <li>{@link chat.charla.cli.text.Utf8Lines} reads lines of input.
 * </ul>
 */
@NullMarked
package chat.charla.cli.text;

import org.jspecify.annotations.NullMarked;
