/**
 * Scripts with which a shell completes what is typed. {@link
 * chat.charla.cli.command.completion.Grammar} is what there is to know of the commands; {@link
 * chat.charla.cli.command.completion.Bash}, {@link chat.charla.cli.command.completion.Zsh} and
 * {@link chat.charla.cli.command.completion.Fish} write it down. All three scripts do the same:
 * they walk along the words before the cursor to the command that these make, and offer what may
 * follow.
 *
 * <p>picocli has a generator as well, but none for fish, and its scripts tell no descriptions.
 */
@NullMarked
package chat.charla.cli.command.completion;

import org.jspecify.annotations.NullMarked;
