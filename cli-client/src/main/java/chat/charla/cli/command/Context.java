package chat.charla.cli.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The environment in which a command runs.
 *
 * @param in standard input
 * @param out the output for data, in UTF-8
 * @param err the output for everything else, in UTF-8
 * @param environment the environment variables
 * @param terminal whether both {@code in} and {@code out} are the terminal of this process
 */
public record Context(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean terminal) {}
