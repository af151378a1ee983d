/**
 * Tests of the packaged program in a real pseudo-terminal of tmux. They check the screen cell by
 * cell. {@code mvn verify} runs them after packaging, and skips them if tmux is not installed.
 */
@NullMarked
package chat.charla.cli.pty;

import org.jspecify.annotations.NullMarked;
