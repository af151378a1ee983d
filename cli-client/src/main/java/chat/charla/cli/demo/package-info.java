/**
 * {@code ./charla demo}: a real server and two real clients, each a process of its own, have the
 * conversation of the original's report.
 *
 * <p>{@link chat.charla.cli.demo.Demo} is the program, {@code Conversation} the script that is
 * played, {@code Stage} what must be gone afterwards: processes and a directory. An {@code Actor}
 * is a process with what it has shown, and {@code Checklist} what it should have shown.
 */
@NullMarked
package chat.charla.cli.demo;

import org.jspecify.annotations.NullMarked;
