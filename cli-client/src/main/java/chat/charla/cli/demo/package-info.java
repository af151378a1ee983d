/**
 * {@code ./charla demo}: a real server and two real clients, each a separate process, play the
 * conversation that the report on the original program shows. Charla replaces that program.
 *
 * <p>{@link chat.charla.cli.demo.Demo} is the program, {@code DemoScript} the script, {@code
 * DemoProcesses} the processes and the directory, which it removes at the end. An {@code Actor} is
 * a process with its output, and {@code Checklist} has the expectations.
 */
@NullMarked
package chat.charla.cli.demo;

import org.jspecify.annotations.NullMarked;
