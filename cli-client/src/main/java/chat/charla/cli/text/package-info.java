/**
 * What the program says and shows, apart from where it is shown.
 *
 * <ul>
 *   <li>{@link chat.charla.cli.text.Language} is chosen from the command line and the environment;
 *       {@link chat.charla.cli.text.Messages} has the words in it.
 *   <li>{@link chat.charla.cli.text.Sanitizer} makes whatever others have written harmless before a
 *       terminal sees it; {@link chat.charla.cli.text.Fields} does so for scripts, and loses
 *       nothing.
 *   <li>{@link chat.charla.cli.text.Utf8Lines} reads what is piped in.
 * </ul>
 */
@NullMarked
package chat.charla.cli.text;

import org.jspecify.annotations.NullMarked;
