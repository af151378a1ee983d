/**
 * The packaged program in a real pseudo-terminal, which is one of tmux: what it would show a person
 * is looked at cell by cell. Run by {@code mvn verify}, after packaging; skipped without tmux.
 */
@NullMarked
package chat.charla.cli.pty;

import org.jspecify.annotations.NullMarked;
