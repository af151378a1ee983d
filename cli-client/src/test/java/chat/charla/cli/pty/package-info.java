/**
 * Tests of the packaged program in a real pseudo-terminal of tmux, whose screen is checked cell by
 * cell. Run by {@code mvn verify} after packaging; skipped without tmux.
 */
@NullMarked
package chat.charla.cli.pty;

import org.jspecify.annotations.NullMarked;
