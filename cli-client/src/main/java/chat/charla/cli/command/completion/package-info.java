/**
 * Completion scripts for shells. {@link chat.charla.cli.command.completion.Grammar} describes the
 * commands; {@link chat.charla.cli.command.completion.Bash}, {@link
 * chat.charla.cli.command.completion.Zsh} and {@link chat.charla.cli.command.completion.Fish}
 * generate the scripts from it. All three scripts work the same way: they find the command that the
 * words before the cursor name, and offer what may follow.
 *
 * <p>picocli has a generator as well, but not for fish, and its scripts contain no descriptions.
 */
@NullMarked
package chat.charla.cli.command.completion;

import org.jspecify.annotations.NullMarked;
