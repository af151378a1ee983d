package chat.charla.cli.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The world a command runs in.
 *
 * @param in what is typed or piped in
 * @param out where data goes, in UTF-8
 * @param err where everything else goes, in UTF-8
 * @param environment the environment variables
 * @param terminal whether both {@code in} and {@code out} are the terminal of this process
 */
public record Context(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean terminal) {}
