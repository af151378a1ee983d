/**
 * {@code ./charla demo}: a real server and two real clients, each a separate process, play the
 * conversation from the report on the original program, which Charla replaces.
 *
 * <p>{@link chat.charla.cli.demo.Demo} is the program, {@code DemoScript} the script, and {@code
 * DemoProcesses} starts and ends the processes. An {@code Actor} is a process with its output. The
 * {@code Checklist} contains the expectations.
 */
@NullMarked
package chat.charla.cli.demo;

import org.jspecify.annotations.NullMarked;
