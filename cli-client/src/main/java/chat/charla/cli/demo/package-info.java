/**
 * {@code ./charla demo}: a real server and two real clients, each a separate process, play the
 * conversation that the report on the original program shows. Charla replaces the original program.
 *
 * <p>{@link chat.charla.cli.demo.Demo} is the program, {@code DemoScript} the script, and {@code
 * DemoProcesses} has the processes and the directory, and removes the directory at the end. An
 * {@code Actor} is a process with its output, and {@code Checklist} has the expectations.
 */
@NullMarked
package chat.charla.cli.demo;

import org.jspecify.annotations.NullMarked;
